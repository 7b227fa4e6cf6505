import { newObject } from '../reading/object.js';
import type { Reader } from '../reading/reader.js';
import { textOrHex } from '../reading/text.js';
import { construct } from './construct.js';
import type { Machine } from './machine.js';
import { length8, lineFloat, lineInt, long, readFloat } from './numbers.js';
import { escapedText, nameLine, pythonLiteral, text } from './strings.js';
import { Bytes, Global, Instance, Tuple, jsonOf } from './values.js';

type Operation = (machine: Machine, reader: Reader) => void;

/** What each opcode does; the names are those of Python's pickle.py. */
export const operations: ReadonlyMap<number, Operation> = new Map<number, Operation>([
  // Framing.
  [0x80, (_, r) => protocol(r)], // PROTO
  [0x95, (_, r) => void r.slice(8)], // FRAME: the length of what follows

  // The stack and the memo.
  [0x28, (m) => m.pushMark()], // MARK
  [0x30, (m) => m.drop()], // POP
  [0x31, (m) => void m.popToMark()], // POP_MARK
  [0x32, (m) => m.push(m.top())], // DUP
  [0x70, (m, r) => m.remember(index(r))], // PUT
  [0x71, (m, r) => m.remember(r.byte())], // BINPUT
  [0x72, (m, r) => m.remember(r.slice(4).readUInt32LE())], // LONG_BINPUT
  [0x94, (m) => m.memoize()], // MEMOIZE
  [0x67, (m, r) => m.recall(index(r))], // GET
  [0x68, (m, r) => m.recall(r.byte())], // BINGET
  [0x6a, (m, r) => m.recall(r.slice(4).readUInt32LE())], // LONG_BINGET

  // Scalars.
  [0x4e, (m) => m.push(null)], // NONE
  [0x88, (m) => m.push(true)], // NEWTRUE
  [0x89, (m) => m.push(false)], // NEWFALSE
  [0x49, (m, r) => m.push(lineInt(r))], // INT
  [0x4a, (m, r) => m.push(r.slice(4).readInt32LE())], // BININT
  [0x4b, (m, r) => m.push(r.byte())], // BININT1
  [0x4d, (m, r) => m.push(r.slice(2).readUInt16LE())], // BININT2
  [0x4c, (m, r) => m.push(lineInt(r))], // LONG
  [0x8a, (m, r) => m.push(long(r, r.byte()))], // LONG1
  [0x8b, (m, r) => m.push(long(r, r.slice(4).readInt32LE()))], // LONG4
  [0x46, (m, r) => m.push(lineFloat(r))], // FLOAT
  [0x47, (m, r) => m.push(readFloat(r))], // BINFLOAT

  // Texts. Those of Python 2, which knows no difference, may be bytes.
  [0x53, (m, r) => m.push(textOrHex(pythonLiteral(r)))], // STRING
  [0x54, (m, r) => m.push(textOrHex(r.slice(r.slice(4).readInt32LE())))], // BINSTRING
  [0x55, (m, r) => m.push(textOrHex(r.slice(r.byte())))], // SHORT_BINSTRING
  [0x56, (m, r) => m.push(escapedText(r))], // UNICODE
  [0x58, (m, r) => m.push(text(r, r.slice(4).readUInt32LE()))], // BINUNICODE
  [0x8c, (m, r) => m.push(text(r, r.byte()))], // SHORT_BINUNICODE
  [0x8d, (m, r) => m.push(text(r, length8(r)))], // BINUNICODE8

  // Bytes.
  [0x42, (m, r) => m.push(new Bytes(r.slice(r.slice(4).readUInt32LE())))], // BINBYTES
  [0x43, (m, r) => m.push(new Bytes(r.slice(r.byte())))], // SHORT_BINBYTES
  [0x8e, (m, r) => m.push(new Bytes(r.slice(length8(r))))], // BINBYTES8
  [0x96, (m, r) => m.push(new Bytes(r.slice(length8(r))))], // BYTEARRAY8
  [0x97, (_, r) => r.fail('bytes that are kept elsewhere')], // NEXT_BUFFER
  [0x98, (m) => void m.top()], // READONLY_BUFFER

  // Lists, tuples, sets and dicts.
  [0x5d, (m) => m.push([])], // EMPTY_LIST
  [0x8f, (m) => m.push([])], // EMPTY_SET
  [0x29, (m) => m.push(new Tuple([]))], // EMPTY_TUPLE
  [0x7d, (m) => m.push(newObject())], // EMPTY_DICT
  [0x6c, (m) => m.push(m.popToMark().map(jsonOf))], // LIST
  [0x91, (m) => m.push(m.popToMark().map(jsonOf))], // FROZENSET
  [0x74, (m) => m.push(new Tuple(m.popToMark()))], // TUPLE
  [0x85, (m) => m.push(tuple(m, 1))], // TUPLE1
  [0x86, (m) => m.push(tuple(m, 2))], // TUPLE2
  [0x87, (m) => m.push(tuple(m, 3))], // TUPLE3
  [0x64, (m) => m.dict(m.popToMark())], // DICT
  [0x61, (m) => m.append([m.pop()])], // APPEND
  [0x65, (m) => m.append(m.popToMark())], // APPENDS
  [0x90, (m) => m.append(m.popToMark())], // ADDITEMS
  [0x73, (m) => m.setItems(tuple(m, 2).items)], // SETITEM
  [0x75, (m) => m.setItems(m.popToMark())], // SETITEMS

  // Classes and objects.
  [0x63, (m, r) => m.push(new Global(`${nameLine(r)}.${nameLine(r)}`))], // GLOBAL
  [
    0x93,
    (m, r) =>
      m.push(
        new Global(
          tuple(m, 2)
            .items.map((name) => part(name, r))
            .join('.'),
        ),
      ),
  ], // STACK_GLOBAL
  [0x82, (m, r) => m.push(new Global(`extension ${r.byte()}`))], // EXT1
  [0x83, (m, r) => m.push(new Global(`extension ${r.slice(2).readUInt16LE()}`))], // EXT2
  [0x84, (m, r) => m.push(new Global(`extension ${r.slice(4).readInt32LE()}`))], // EXT4
  [0x50, (m, r) => m.push(new Instance('persistent', [nameLine(r)]))], // PERSID
  [0x51, (m) => m.push(new Instance('persistent', [m.pop()]))], // BINPERSID
  [0x52, (m) => called(m)], // REDUCE
  [0x81, (m) => called(m)], // NEWOBJ
  [0x92, (m) => calledWithKeywords(m)], // NEWOBJ_EX
  [0x69, (m, r) => instance(m, r)], // INST
  [0x6f, (m, r) => object(m, r)], // OBJ
  [0x62, (m) => m.build(m.pop())], // BUILD
]);

function protocol(reader: Reader): void {
  if (reader.byte() > 5) reader.fail('a protocol that is not known', reader.pos - 1);
}

function index(reader: Reader): number {
  const at = reader.pos;
  const line = nameLine(reader);
  if (!/^\d{1,9}$/.test(line)) reader.fail('a reference that is no number', at);
  return Number(line);
}

function tuple(machine: Machine, size: number): Tuple {
  const items = Array.from({ length: size }, () => machine.pop());
  return new Tuple(items.reverse());
}

function part(name: unknown, reader: Reader): string {
  if (typeof name !== 'string') reader.fail('a name that is no text');
  return name;
}

function called(machine: Machine): void {
  const args = machine.popArguments();
  machine.spendOn(args);
  machine.push(construct(className(machine), args));
}

function calledWithKeywords(machine: Machine): void {
  const keywords = machine.pop();
  const args = machine.popArguments();
  machine.spendOn([keywords, ...args]);
  const made = new Instance(className(machine), args);
  made.setState(keywords);
  machine.push(made);
}

function object(machine: Machine, reader: Reader): void {
  const [name, ...args] = machine.popToMark();
  if (!(name instanceof Global)) reader.fail('an object without a class');
  machine.spendOn(args);
  machine.push(construct(name.name, args));
}

function instance(machine: Machine, reader: Reader): void {
  const name = `${nameLine(reader)}.${nameLine(reader)}`;
  const args = machine.popToMark();
  machine.spendOn(args);
  machine.push(construct(name, args));
}

/** Takes what is called: a class or function, or what another call gave. */
function className(machine: Machine): string {
  const callable = machine.pop();
  return callable instanceof Global ? callable.name : '?';
}
