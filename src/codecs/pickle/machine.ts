import type { Json } from '../../session.js';
import { newObject } from '../reading/object.js';
import { expand } from '../reading/expand.js';
import { cost, type Reader } from '../reading/reader.js';
import { keyText } from '../reading/text.js';
import { Instance, Tuple, isDict, isList, jsonOf, mark, weight, type Value } from './values.js';

/** The stack and the memo that the opcodes of a pickle work on. */
export class Machine {
  readonly reader: Reader;
  readonly #stack: (Value | typeof mark)[] = [];
  readonly #memo = new Map<number, Value>();

  constructor(reader: Reader) {
    this.reader = reader;
  }

  push(value: Value): void {
    this.reader.spend(typeof value === 'object' ? cost.compound : cost.scalar);
    this.#stack.push(value);
  }

  pushMark(): void {
    this.reader.spend(cost.scalar);
    this.#stack.push(mark);
  }

  /** Takes the value on top. */
  pop(): Value {
    const value = this.#stack.pop();
    if (value === undefined || value === mark) this.reader.fail('a value that is not there');
    return value;
  }

  /** Takes what is on top, be it a mark. */
  drop(): void {
    if (this.#stack.pop() === undefined) this.reader.fail('a value that is not there');
  }

  /** Returns the value on top. */
  top(): Value {
    const value = this.#stack.at(-1);
    if (value === undefined || value === mark) this.reader.fail('a value that is not there');
    return value;
  }

  /** Takes the values above the last mark, and the mark. */
  popToMark(): Value[] {
    const at = this.#stack.lastIndexOf(mark);
    if (at < 0) this.reader.fail('a mark that is not there');
    const values = this.#stack.splice(at).slice(1);
    // All marks but the last are below it.
    return values as Value[];
  }

  remember(index: number): void {
    this.#memo.set(index, this.top());
  }

  memoize(): void {
    this.remember(this.#memo.size);
  }

  recall(index: number): void {
    const value = this.#memo.get(index);
    if (value === undefined) this.reader.fail('a reference to a value that is not there');
    this.push(value);
  }

  /** Adds items to the list, set or object on top. */
  append(items: readonly Value[]): void {
    const target = this.top();
    const list = target instanceof Instance ? target.content<Json[]>([], isList) : target;
    if (!isList(list)) this.reader.fail('items for what is no list');
    for (const item of items) list.push(jsonOf(item));
  }

  /** Sets the items of the dict or object on top: keys and values in turn. */
  setItems(items: readonly Value[]): void {
    const target = this.top();
    const dict = target instanceof Instance ? target.content(newObject(), isDict) : target;
    if (items.length % 2 === 1) this.reader.fail('a key without a value');
    if (!isDict(dict)) this.reader.fail('keys for what is no dict');
    for (let i = 0; i < items.length; i += 2) {
      const key = this.#key(jsonOf(items[i] ?? null));
      dict[key] = jsonOf(items[i + 1] ?? null);
    }
  }

  dict(items: readonly Value[]): void {
    this.push(newObject());
    this.setItems(items);
  }

  /** Takes from the budget what it costs to make something of these values, however often. */
  spendOn(values: readonly Value[]): void {
    this.reader.spend(values.length * cost.scalar);
    for (const value of values) this.reader.spend(weight(value));
  }

  /** Gives the object on top its state. */
  build(state: Value): void {
    this.spendOn(state instanceof Tuple ? state.items : [state]);
    const target = this.top();
    // What became a text, a list or a dict of its own has no attributes to show.
    if (target instanceof Instance) target.setState(state);
  }

  /** Takes a tuple of arguments. */
  popArguments(): readonly Value[] {
    const value = this.pop();
    if (value instanceof Tuple) return value.items;
    this.reader.fail('arguments that are no tuple');
  }

  #key(key: Json): string {
    if (typeof key !== 'object' || key === null) return keyText(key);
    return keyText(expand(key, this.reader));
  }
}
