import type { RowOptions, SequelizeStore, StoreInfo } from '../../index.js';
import type { Format } from '../formats/contract.js';
import { UsageError } from '../usage.js';
import { factFields, fieldNames, isFact, type FactField, type Field } from '../values/fields.js';
import { unknown } from '../values/one-of.js';

/**
 * The fields as this table has them: a name that no session of it has may be a column of its own.
 * Throws a UsageError for one that is none.
 */
export function fieldsIn({ info }: SequelizeStore, fields: readonly Field[]): Field[] {
  const { others } = info.columns;
  const there = factsIn(info);
  return fields.map((field) => {
    if (field.kind === 'session') {
      const isColumn = field.name === 'app' || (isFact(field.name) && !there.includes(field.name));
      return isColumn && others.includes(field.name) ? columnField(field.name) : field;
    }
    if (field.kind === 'data' || others.includes(field.name)) return field;
    const own = others.map((name) => `, ${name}`).join('');
    const expected = `expected ${fieldNames.join(', ')}, data.<path>${own}`;
    throw new UsageError(`--fields: ${unknown(expected, field.name, [...fieldNames, ...others])}`);
  });
}

const columnField = (name: string): Field => ({ kind: 'column', label: name, name });

/** The facts that a table tells of its sessions. */
export const factsIn = ({ facts }: StoreInfo): FactField[] =>
  factFields.filter((name) => facts[name === 'device' ? 'agent' : name] !== null);

/** What of each session is read for what is shown: payloads are most of a table. */
export function readFor(
  format: Format,
  fields: readonly Field[] | null,
  { facts }: StoreInfo,
): Required<Pick<RowOptions, 'decode' | 'raw' | 'columns' | 'facts' | 'device' | 'names'>> {
  if (fields === null) {
    const { showsPayloads: decode, forMachines: raw, showsFacts } = format;
    const known = { facts: showsFacts, device: showsFacts, names: showsFacts };
    return { decode, raw, columns: [], ...known };
  }
  const own = fields.flatMap((field) => (field.kind === 'session' ? field.name : []));
  const inColumn = (name: string): boolean =>
    isFact(name) && facts[name === 'device' ? 'agent' : name]?.column !== null;
  const isCheap = (name: string): boolean =>
    ['app', 'token', 'state', 'expiry', 'size'].includes(name) || inColumn(name);
  return {
    decode:
      format.showsPayloads && (fields.some(({ kind }) => kind === 'data') || !own.every(isCheap)),
    raw: own.includes('raw'),
    columns: fields.flatMap((field) => (field.kind === 'column' ? field.name : [])),
    facts: own.some(isFact),
    device: own.includes('device'),
    names: own.includes('name'),
  };
}
