import { parseRegistered } from './expression.js';

const basics = [
  ...['bool', 'string', 'uintptr', 'float32', 'float64', 'complex64', 'complex128'],
  ...['int', 'int8', 'int16', 'int32', 'int64', 'uint', 'uint8', 'uint16', 'uint32', 'uint64'],
];
const registered = new Set(basics.flatMap((name) => [name, `[]${name}`]));

/** Says whether every Go program knows the type by this name (registerBasics of encoding/gob). */
export function isRegistered(name: string): boolean {
  return registered.has(name);
}

/** Says, of a type that not every program knows, what the application must have done. */
export function registerWarning(key: string, name: string): string {
  const isType = parseRegistered(name) !== null;
  const call = isType ? `gob.Register with a ${name}` : `gob.RegisterName("${name}", …)`;
  return `${key} needs ${call} in the application, or SCS refuses the whole session.`;
}
