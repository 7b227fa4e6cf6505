/** Decodes the payloads of a file (each after its length) as SCS's GobCodec does, and prints the milliseconds. */
export const goDecoder = `package main

import (
	"bytes"
	"encoding/binary"
	"encoding/gob"
	"fmt"
	"os"
	"time"
)

func main() {
	gob.Register([]string{})
	gob.Register(map[string]interface{}{})
	all, err := os.ReadFile(os.Args[1])
	if err != nil {
		panic(err)
	}
	started := time.Now()
	for len(all) > 0 {
		n := binary.BigEndian.Uint32(all)
		aux := &struct {
			Deadline time.Time
			Values   map[string]interface{}
		}{}
		if err := gob.NewDecoder(bytes.NewReader(all[4 : 4+n])).Decode(&aux); err != nil {
			panic(err)
		}
		all = all[4+n:]
	}
	fmt.Println(float64(time.Since(started).Microseconds()) / 1000)
}
`;
