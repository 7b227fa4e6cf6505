import type { Json } from '../session.js';

/**
 * What a session must have: a dotted path, and what is asked of the values found there. The path is a
 * name that sessions have (`token`, `user`, `name`, `state`, `expiry`, `size`, `codec`, `created`,
 * `lastSeen`, `ip`, `agent`, `device`, `error`, `data`), or leads into the payload (also as `data.<path>`), or is a column of the table's own.
 */
export interface Condition {
  /** Keys joined by dots, such as `user.id`; a number picks from a list. */
  path: string;
  op: '=' | '!=' | '~' | '<' | '<=' | '>' | '>=' | 'exists' | 'missing';
  /** The text to compare with; not looked at by `exists` and `missing`. */
  value: string;
}

/**
 * The values at a dotted path of a payload, in the payload's order; none where nothing is there.
 *
 * A number picks from a list where the list is long enough; any other step into a list is taken in
 * every one of its elements. Keys that hold dots themselves are found too, the longest first. Own
 * properties only. A list at the end of the path is one value.
 */
export function valuesAt(data: Json, path: string): Json[] {
  const steps = path.split('.');
  const found: Json[] = [];
  // A list in place of recursion: payloads are hostile and may nest as deep as they like. No value
  // is reached twice, as each list is either picked from or walked through.
  const pending: { value: Json; step: number }[] = [{ value: data, step: 0 }];

  for (let at = pending.pop(); at !== undefined; at = pending.pop()) {
    const { value, step } = at;
    if (step === steps.length) {
      found.push(value);
    } else if (Array.isArray(value)) {
      const picked = elementAt(value, steps[step]);
      if (picked !== undefined) pending.push({ value: picked, step: step + 1 });
      else for (const element of value.toReversed()) pending.push({ value: element, step });
    } else if (typeof value === 'object' && value !== null) {
      for (let end = step + 1; end <= steps.length; end++) {
        const key = steps.slice(step, end).join('.');
        const child = Object.hasOwn(value, key) ? value[key] : undefined;
        if (child !== undefined) pending.push({ value: child, step: end });
      }
    }
  }
  return found;
}

/**
 * Whether any of the values found at a condition's path satisfies it.
 *
 * Text compares with text and numbers with numbers: `=42` holds for 42, 42n and `"42"`. `<`, `<=`,
 * `>` and `>=` order numbers by value, exactly whatever their size, and text by its UTF-16 units. `~`
 * looks into text only. `true`, `false` and `null` stand for themselves. A list stands for its
 * elements. `!=` holds for a value that differs, and where there is none; NaN never matches.
 */
export function matchesWhere(condition: Condition, values: readonly Json[]): boolean {
  if (condition.op === 'exists') return values.length > 0;
  if (condition.op === 'missing') return values.length === 0;
  const pending = [...values];
  let isEmpty = true;
  for (let value = pending.pop(); value !== undefined; value = pending.pop()) {
    if (Array.isArray(value)) {
      for (const element of value) pending.push(element);
    } else if (matches(condition, value)) {
      return true;
    } else isEmpty = false;
  }
  return condition.op === '!=' && isEmpty;
}

function matches({ op, value: wanted }: Condition, value: Json): boolean {
  switch (op) {
    case '=':
      return equals(value, wanted);
    case '!=':
      return !Number.isNaN(value) && !equals(value, wanted);
    case '~':
      return typeof value === 'string' && value.includes(wanted);
    default:
      return ordered(op, value, wanted);
  }
}

function equals(value: Json, wanted: string): boolean {
  if (typeof value === 'string') return value === wanted;
  if (typeof value === 'number' || typeof value === 'bigint') {
    const number = numberIn(wanted);
    // Neither smaller nor greater: the one way to compare number and bigint without rounding.
    return number !== null && value <= number && value >= number;
  }
  return typeof value !== 'object' || value === null ? String(value) === wanted : false;
}

function ordered(op: Condition['op'], value: Json, wanted: string): boolean {
  if (typeof value === 'string') return inOrder(op, value, wanted);
  if (typeof value !== 'number' && typeof value !== 'bigint') return false;
  const number = numberIn(wanted);
  return number !== null && inOrder(op, value, number);
}

/** Compares two texts or two numbers: of NaN nothing holds. */
function inOrder<T extends string | number | bigint>(op: Condition['op'], one: T, other: T) {
  switch (op) {
    case '<':
      return one < other;
    case '<=':
      return one <= other;
    case '>':
      return one > other;
    default:
      return op === '>=' && one >= other;
  }
}

/** The number that a text is, where all of it is one as JSON writes it; whole ones exactly. */
function numberIn(text: string): number | bigint | null {
  const form = /^-?(?:0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/.exec(text);
  if (form === null) return null;
  return form[1] === undefined && form[2] === undefined ? BigInt(text) : Number(text);
}

function elementAt(list: readonly Json[], step: string | undefined): Json | undefined {
  return step !== undefined && /^(?:0|[1-9]\d*)$/.test(step) ? list[Number(step)] : undefined;
}

/** Deeper than this, a column's value is left out: real columns hold far less. */
const deepestColumn = 64;

/**
 * A value of a table's own column, as the driver gives it, in the form of a payload's: bytes as
 * base64, dates as RFC 3339 in UTC, NaN and the infinities as text.
 *
 * What has no such form (an invalid date, a function) is null.
 */
export function columnValue(value: unknown, depth = 0): Json {
  switch (typeof value) {
    case 'string':
    case 'boolean':
    case 'bigint':
      return value;
    case 'number':
      if (Number.isNaN(value)) return 'NaN';
      return Number.isFinite(value) ? value : value > 0 ? '+Inf' : '-Inf';
    case 'object':
      break;
    default:
      return null;
  }
  if (value === null || depth > deepestColumn) return null;
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
  if (Array.isArray(value)) return value.map((element) => columnValue(element, depth + 1));
  const entries = Object.entries(value).map(([key, child]) => [key, columnValue(child, depth + 1)]);
  return Object.fromEntries(entries) as Record<string, Json>;
}
