import type { Json, JsonObject } from '../../session.js';
import { newObject } from './object.js';
import { cost, type Reader } from './reader.js';

type Container = Json[] | JsonObject;

/**
 * Makes values that refer to one another fit to be printed.
 *
 * A value that is referred to twice prints twice: what comes of that is counted against the
 * budget, so that a few bytes cannot print without end. A reference to what holds it becomes
 * `{"__cycle": true}`.
 */
export function expand(value: Json, reader: Reader): Json {
  const open = new Set<Container>();

  const visit = (part: Json): Json => {
    if (typeof part !== 'object' || part === null) {
      reader.spend(typeof part === 'string' ? cost.scalar + part.length : cost.scalar);
      return part;
    }
    if (open.has(part)) {
      reader.spend(cost.compound);
      const mark = newObject();
      mark['__cycle'] = true;
      return mark;
    }
    reader.spend(cost.compound);
    reader.enter();
    open.add(part);
    if (Array.isArray(part)) visitList(part);
    else visitObject(part);
    open.delete(part);
    reader.leave();
    return part;
  };

  const visitList = (list: Json[]): void => {
    for (const [index, item] of list.entries()) {
      const visited = visit(item);
      if (visited !== item) list[index] = visited;
    }
  };

  const visitObject = (object: JsonObject): void => {
    for (const key of Object.keys(object)) {
      reader.spend(cost.scalar + key.length);
      const item = object[key] ?? null;
      const visited = visit(item);
      if (visited !== item) object[key] = visited;
    }
  };

  return visit(value);
}
