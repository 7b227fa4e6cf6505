import type { Condition } from '../../index.js';
import { UsageError } from '../usage.js';

const expected =
  'a path, alone or with = != ~ < > and a value, such as user.id=42, name~ann or cart.total>100';

/**
 * Reads a `--where` condition; the first operator in the text ends the path, and the rest of the
 * text is the value as it stands.
 *
 * Throws a UsageError that never quotes the text: what people search for may be a secret.
 */
export function parseWhere(text: string): Condition {
  const operator = /!=|[=~<>]/.exec(text);
  const path = operator === null ? text : text.slice(0, operator.index);
  if (path === '') throw new UsageError(`expected ${expected}`);
  if (path !== path.trim()) {
    throw new UsageError(`expected no space before or after the path: ${expected}`);
  }
  if (operator === null) return { path, op: 'exists', value: '' };

  const op = operator[0] as Exclude<Condition['op'], 'exists'>;
  const value = text.slice(operator.index + op.length);
  if ((op === '<' || op === '>') && value.startsWith('=')) {
    throw new UsageError(`there is no ${op}= operator: expected ${expected}`);
  }
  return { path, op, value };
}
