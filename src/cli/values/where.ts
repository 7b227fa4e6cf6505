import type { Condition } from '../../index.js';
import { UsageError } from '../usage.js';
import { parseInstant } from './instant.js';

const expected =
  'a path, alone, as !path, or with = != ~ < <= > >= and a value, such as user=42, name~ann or cart.total>=100';

/** What no operator is, and people write for one: what is before it would be a path that nothing has. */
const mistaken = /^(?:=[=<>]|!==|!~|!<|!>|<>|<<|><|>>)/;

/**
 * Reads a `--where` condition; the first operator in the text ends the path, and the rest of the
 * text is the value as it stands. Instants are compared with an instant, as `parseInstant` reads it.
 *
 * Throws a UsageError that never quotes the text: what people search for may be a secret.
 */
export function parseWhere(text: string, now: Date = new Date()): Condition {
  const at = text.search(/!?[=~<>]/);
  const mistake = mistaken.exec(at < 0 ? '' : text.slice(at))?.[0];
  if (mistake !== undefined) {
    throw new UsageError(`there is no ${mistake} operator: expected ${expected}`);
  }
  const [op] = at < 0 ? [] : (/^(?:!=|<=|>=|[=~<>])/.exec(text.slice(at)) ?? []);
  const isMissing = op === undefined && text.startsWith('!');
  const path = isMissing ? text.slice(1) : at < 0 ? text : text.slice(0, at);
  if (path === '' || path.startsWith('!')) throw new UsageError(`expected ${expected}`);
  if (path !== path.trim()) {
    throw new UsageError(`expected no space before or after the path: ${expected}`);
  }
  if (op === undefined) return { path, op: isMissing ? 'missing' : 'exists', value: '' };
  const value = text.slice(at + op.length);
  const isInstant = ['expiry', 'created', 'lastSeen'].includes(path) && op !== '~';
  return {
    path,
    op: op as Condition['op'],
    value: isInstant ? parseInstant(value, now).toISOString() : value,
  };
}
