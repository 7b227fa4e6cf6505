import { deflateSync } from 'node:zlib';
import type { DialectName } from '../../src/database/contract.js';
import type { Column } from '../../src/database/table.js';
import type { BoundTable } from '../../src/layouts/contract.js';
import { columnOf, endNames, isNumber } from '../../src/layouts/finding/match.js';

/** What no message may tell: it stands in tokens and payloads. */
export const secret = 'do-not-tell-this';

/** The columns of a row that are not as the application wrote them, in SQL. */
export type Spoilt = ReadonlyMap<string, string>;

const hex = (text: string): Buffer => Buffer.from(text, 'hex');
const text = (value: string): Buffer => Buffer.from(value);

/** A session of Django's that is 300 MB inflated. */
const bomb = (): Buffer =>
  text(`.${deflateSync(Buffer.alloc(300e6, 0x61)).toString('base64url')}:1tXyZa:${'s'.repeat(43)}`);

/** Payloads that no framework wrote, or another one. */
const payloads: readonly (Buffer | null)[] = [
  null,
  '',
  `{"__proto__":{"user":"evil","${secret}":1},"constructor":{"prototype":{"polluted":1}},"cookie":{}}`,
  'a:1:{s:9:"__proto__";a:1:{s:8:"polluted";i:1;}}',
  hex('7b22c328ffff22'),
  `{"${secret}":"a\0b"}`,
  `{"cookie":{"expires":"2030"},"${secret}":`,
  // Another framework's: gob, Rails, Symfony, Laravel, pickles, PHP, Java.
  hex('26ff81030102ff8200'),
  'BAh7B0kiD3Nlc3Npb25faWQGOgZFVEkiJWFiYw==',
  '_sf2_attributes|a:0:{}',
  text('a:0:{}').toString('base64'),
  "cos\nsystem\n(S'true'\ntR.",
  hex('80049519000000000000008c05706f736978948c0673797374656d9493'),
  'O:8:"stdClass":1:{s:1:"a";R:1;}',
  hex('aced00057372'),
  // Counts that nothing follows.
  hex('dfffffffff'),
  hex(`${'81'.repeat(40)}a161${'01'.repeat(40)}`),
  'a:999999999:{',
  // Ends in cells that are no instants.
  ...['s:4:"soon";', 'd:INF;', 'd:NAN;', 'i:-5;', 'N;', 'i:9223372036854775807;'].map(
    (end) => `a:1:{s:64:"${'ab'.repeat(32)}";a:1:{s:10:"expiration";${end}}}`,
  ),
  ...['"soon"', '1e999', '-5', 'null', '9223372036854775807', '[]'].map(
    (end) => `{"${secret}":{"token":"a-hash","expiry":${end}},"two":3}`,
  ),
  // Whatever a payload tells of its user and of its row goes to a terminal too.
  JSON.stringify({
    user_id: '\x1b[2J\u202e',
    cookie: {},
    ip: '\x1b]0;x\x07',
    user_agent: '\r\x9b31m',
  }),
].map((payload) => (typeof payload === 'string' ? text(payload) : payload));

/** Those that are long to read: each codec has to, on one database. */
const long: readonly Buffer[] = [
  '['.repeat(100_000),
  '{"a":'.repeat(100_000),
  `${'['.repeat(20_000)}${']'.repeat(20_000)}`,
  'a:1:{i:0;'.repeat(50_000),
  text('a:1:{i:0;'.repeat(50_000)).toString('base64'),
  Buffer.alloc(100_000, 0x91),
  `{"a":${'9'.repeat(1_000_000)}}`,
  Buffer.concat([hex('0408'), hex('5b06'.repeat(50_000))]).toString('base64'),
  Buffer.alloc(1_000_000, 0x7b),
  bomb(),
].map((payload) => (typeof payload === 'string' ? text(payload) : payload));

/** Texts that would do something to a terminal, to SQL or to a reader. */
const texts: readonly (Buffer | null)[] = [
  null,
  '',
  `${secret}\x07\x1b[31m\x1b]8;;http://evil\x1b\\`,
  `${secret}\n${secret}\r`,
  `${secret}\u202eä\u009b\u2066`,
  `${secret}${'k'.repeat(10_000)}`,
  "'; DROP TABLE sessions; --",
  'a\0b',
  hex('00ff1b5b316d'),
  '5',
].map((value) => (typeof value === 'string' ? text(value) : value));

/** What stands in a column of instants, as some database takes it. */
const instants = [
  'NULL',
  "''",
  "'soon'",
  "'NaN'",
  "'Infinity'",
  "'-infinity'",
  '0',
  '-5',
  '0.5',
  '2147483648',
  '9223372036854775807',
  '-9223372036854775808',
  '9e999',
  "'0000-00-00 00:00:00'",
  "'2025-02-31'",
  "'0001-01-01'",
  "'4713-01-01 00:00:00 BC'",
  "'9999-12-31 23:59:59.999999'",
  "'294276-12-31 23:59:59.999999'",
  "'2030-01-02 03:04:05.123456'",
  "'2020-01-02T03:04:05.123456789+05:30'",
  "x'001b'",
];

const literal = (bytes: Buffer | null, { type }: Column, dialect: DialectName): string => {
  if (bytes === null) return 'NULL';
  const digits = bytes.toString('hex');
  if (dialect === 'mysql')
    return /blob|binary/.test(type) ? `x'${digits}'` : `CONVERT(x'${digits}' USING utf8mb4)`;
  if (dialect === 'sqlite')
    return type.includes('blob') ? `x'${digits}'` : `CAST(x'${digits}' AS TEXT)`;
  return type === 'bytea' ? `'\\x${digits}'` : `convert_from('\\x${digits}', 'UTF8')::${type}`;
};

/** Rows of a table that are spoilt in one column each, and in all of them; `isLong`: by long payloads too. */
export function spoiltRows(table: BoundTable, dialect: DialectName, isLong: boolean): Spoilt[] {
  const { token, data, expiryColumn, user, facts, columns, layout } = table;
  const spoilt = new Map<string, readonly string[]>();
  const written = (column: Column | null | undefined, values: readonly (Buffer | null)[]): void => {
    if (column)
      spoilt.set(column.name, [...new Set(values.map((one) => literal(one, column, dialect)))]);
  };
  if (layout.cell === null && !token.filled) written(token, texts);
  for (const column of [user, facts.ip?.column, facts.agent?.column]) {
    // Whose sessions those in a cell are is the row's own key.
    if (column && layout.cell === null)
      written(column, isNumber(column.type) ? [null, ...['0', '-1'].map(text)] : texts);
  }
  const ends = endNames(layout).map((name) => columnOf(columns, name));
  for (const column of [expiryColumn, facts.created?.column, facts.lastSeen?.column, ...ends])
    if (column && column !== user) spoilt.set(column.name, instants);
  written(data, [...payloads, ...(isLong ? long : [])]);
  const each = [...spoilt].flatMap(([name, values]) =>
    values.map((value) => new Map([[name, value]])),
  );
  const together = Array.from(
    { length: 10 },
    (_, i) =>
      new Map(
        [...spoilt].map(([name, values], nth) => [
          name,
          values[(i * (nth + 1)) % values.length] ?? 'NULL',
        ]),
      ),
  );
  return [...each, ...together];
}
