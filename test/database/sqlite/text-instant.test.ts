import fc from 'fast-check';
import { Sequelize } from 'sequelize';
import { afterAll, describe, expect, it } from 'vitest';
import { sqliteForm } from '../../../src/database/sqlite/expiry.js';
import { textInstant } from '../../../src/database/sqlite/text-instant.js';

const database = new Sequelize({ dialect: 'sqlite', storage: ':memory:', logging: false });
afterAll(() => database.close());

/** What SQLite makes of texts, by the expression that defines it. */
async function instants(texts: readonly string[]): Promise<(number | null)[]> {
  const { millis } = sqliteForm('space-offset');
  const [rows] = await database.query(
    `SELECT ${millis('value')} AS ms FROM (SELECT value FROM json_each($1) ORDER BY key)`,
    { bind: [JSON.stringify(texts)] },
  );
  return (rows as { ms: number | null }[]).map(({ ms }) => ms);
}

const digits = (min: number, max: number): fc.Arbitrary<string> =>
  fc.integer({ min, max }).map((n) => String(n).padStart(2, '0'));
const oneOf = (...values: string[]): fc.Arbitrary<string> => fc.constantFrom(...values);

/** Texts that are dates, nearly so, or no longer so. */
const text = fc
  .tuple(
    digits(0, 99),
    digits(0, 99),
    oneOf('-', '/'),
    digits(0, 13),
    oneOf('-', '-', '-', ''),
    digits(0, 32),
    oneOf(' ', 'T', ' ', 'T', 't', '  '),
    digits(0, 25),
    oneOf(':', ':', ':', '.'),
    digits(0, 61),
    oneOf(':', ':', ':', ''),
    digits(0, 61),
    oneOf('', '.', '.5', '.999', '.9999', '.123456789', '.1234567891', '.00x'),
    oneOf('', 'Z', 'z', '+00:00', ' +00:00', '-14:59', '+15:00', '+05:60', '  -05:30', ' Z', 'ZZ'),
  )
  .map((parts) => parts.join(''));

const plain = fc
  .tuple(
    fc.date({
      min: new Date('0100-01-01'),
      max: new Date('9999-12-31'),
      noInvalidDate: true,
    }),
    oneOf(' ', 'T'),
    oneOf('', '.1', '.12', '.123', '.1239', '.999999', '.999999999'),
    oneOf('', 'Z', '+00:00', ' +00:00', '+02:00', '-09:30'),
  )
  .map(([date, between, fraction, zone]) => {
    const iso = date.toISOString();
    return `${iso.slice(0, 10)}${between}${iso.slice(11, 19)}${fraction}${zone}`;
  });

describe('textInstant', () => {
  it('says of a text what SQLite says, or nothing', async () => {
    const texts = fc.sample(text, { numRuns: 20_000 });
    const said = await instants(texts);
    const wrong = texts.filter((each, i) => {
      const instant = textInstant(each);
      return instant !== undefined && instant !== said[i];
    });
    expect(wrong).toEqual([]);
  });

  it('reads all that applications write', async () => {
    const texts = fc.sample(plain, { numRuns: 20_000 });
    expect(texts.map(textInstant)).toEqual(await instants(texts));
  });

  it('leaves to SQLite what is not plain', () => {
    for (const each of ['', 'now', '2026-02-30 00:00:00', '0050-01-01 00:00:00', '2026-01-01']) {
      expect(textInstant(each)).toBeUndefined();
    }
  });
});
