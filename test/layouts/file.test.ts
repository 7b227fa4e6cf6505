import { writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { knownLayouts } from '../../src/index.js';
import type { Layout } from '../../src/layouts/contract.js';
import { tooMuchOf } from '../../src/layouts/also.js';
import { layoutOf, readLayoutFile } from '../../src/layouts/file/read.js';
import { layoutSchema, type LayoutData } from '../../src/layouts/file/schema.js';
import { layoutData } from '../../src/layouts/file/write.js';
import { variants } from '../../src/layouts/variants.js';
import { useFolder } from '../helpers/folder.js';

const folder = useFolder();

describe('what a file says', () => {
  it.each([
    [{ columns: { token: ['sid'], expiry: [7] } }, 'columns.expiry[0]: expected text'],
    [
      { columns: { token: ['sid'], expriy: [] } },
      'columns: there is no key expriy: did you mean expiry?',
    ],
    [{ like: 'djnago' }, ': did you mean django?'],
    [{ columns: { token: 'sid' } }, 'columns.token: expected a list'],
    [{ title: 'Shop' }, 'columns.token is missing'],
    [{ like: 'django', expiry: { lifetime: '2' } }, 'expiry.lifetime: expected a duration'],
    [{ like: 'django', expiry: { lifetime: '200000d' } }, 'at most 100 years'],
    [{ like: 'django', expiry: { purged: 'deadInSecond' } }, 'before its session is over'],
    [{ like: 'django', expiry: { form: 7 } }, 'expiry.form: expected one of auto'],
    [{ like: 'django', key: { generate: { from: 'hex' } } }, 'key.generate: length is missing'],
    [{ like: 'django', key: { generate: { from: 'hex', length: 2 } } }, 'number from 16 to 256'],
    [{ like: 'django', key: { generate: { from: 'hex', length: 20.5 } } }, 'a whole number'],
    [{ like: 'django', where: [{ column: 'a', is: ["' OR 1=1"] }] }, 'where[0].is[0]: expected'],
    [{ like: 'django', where: [{ column: 'a', is: [] }] }, 'where[0].is: expected 1 or more'],
    [{ like: 'django', where: Array.from({ length: 101 }, () => 1) }, 'where: expected at most'],
    [{ like: 'django', title: 'x'.repeat(81) }, 'title: expected at most 80 characters'],
    [{ like: 'django', also: [{ what: 'all', at: 'people' }] }, 'also[0]: of users columns'],
    [{ like: 'django', logout: 'marks' }, 'logout: name the column in columns.revoked'],
    [
      { like: 'spring-session', logout: 'marks', columns: { revoked: ['gone'] } },
      'logout: what marks a row has neither along nor cell',
    ],
    [
      { like: 'strapi', logout: 'marks' },
      'columns.revokedForm: ended is missing: what a logout writes',
    ],
    [{ like: 'django', also: [{ what: 'all', at: 'sessions' }] }, 'also[0]: where is missing'],
    [
      { like: 'django', also: [{ what: 'all', at: { table: 'tokens' } }] },
      'also[0]: user is missing',
    ],
    [{ like: 'django', title: '' }, 'title: expected text that is not empty'],
    [{ like: 'drupal', cookieName: { form: '^(a+)+$' } }, 'cookieName.form: expected Characters'],
    [{ like: 'drupal', cookieName: 'a=b' }, 'cookieName: expected What'],
    [{ like: 'drupal', key: { transform: 'md5' } }, 'key.transform: expected one of sha256-hex'],
    [
      { like: 'kratos', columns: { revokedForm: { live: ["it's"] } } },
      'columns.revokedForm.live[0]: expected',
    ],
    [
      {
        columns: { token: ['a'], data: ['b'] },
        cell: { format: 'php', end: 'e', counts: 'seconds', emptied: 'goes' },
      },
      'cell: its column is that of the token',
    ],
    [{ like: 'django', cookie: 'chocolate' }, 'cookie: expected one of express'],
    [JSON.parse('{ "__proto__": {} }') as object, 'a key is none of'],
    [[], 'expected an object'],
    [null, 'expected an object'],
  ])('is refused with the path of what is wrong: %j', (data, why) => {
    expect(() => layoutOf(data)).toThrow(why);
  });

  it('is no code, and nothing of it is repeated that may be a secret', () => {
    const secret = 'hunter2hunter2hunter2hunter2';
    const wrong = [
      { [secret]: 1 },
      { like: secret },
      { columns: { token: [{ [secret]: secret }] } },
    ];
    for (const data of wrong) {
      expect(() => layoutOf(data)).toThrow(
        expect.not.objectContaining({
          message: expect.stringContaining(secret) as string,
        }) as Error,
      );
    }
  });

  it.each([
    ['x'.repeat(70_000), 'too long'],
    ['SECRET=hunter2', /^the file of the layout: it is not JSON(?: at character \d+)?$/],
    ['['.repeat(60_000), 'nests deeper'],
    [Buffer.from([0xff, 0xfe]), 'not UTF-8'],
  ])('must be JSON of some size: %#', async (text, why) => {
    await writeFile(folder.file('layout.json'), text);
    await expect(readLayoutFile(folder.file('layout.json'))).rejects.toThrow(why);
  });

  it('must be there', async () => {
    await expect(readLayoutFile(folder.file('none.json'))).rejects.toThrow(
      'the file of the layout cannot be read: there is none of that name',
    );
  });
});

describe('a known layout as a file', () => {
  /** What is made anew whenever a file is read is compared by what it was made of. */
  const comparable = (layout: Layout) => {
    const { form, of, expired, purged, ...expiry } = layout.expiry;
    return {
      ...layout,
      expiry: {
        ...expiry,
        form: { toldBy: 'framework', ...form },
        hasOf: of !== null,
        expired: expired.only ?? expired,
        purged: purged.only ?? purged,
      },
    };
  };

  it.each(variants)('$name is the same when it is read', async ({ name, layout }) => {
    const known = (await knownLayouts()).find((one) => one.name === name);
    const read = layoutOf(JSON.parse(JSON.stringify(known?.data)));
    expect(comparable(read)).toEqual(comparable(layout));
  });

  it.each(variants)('$name lets a lockout end no more than one person’s', ({ layout }) => {
    expect(layout.also.flatMap((rule) => tooMuchOf(rule) ?? [])).toEqual([]);
  });

  it.each(variants)('$name says all that is data itself, without what it is like', (variant) => {
    const said = layoutData(variant);
    const { like, note, ...alone } = JSON.parse(JSON.stringify(said)) as LayoutData;
    expect([like, note ?? '']).toEqual([variant.name, expect.any(String)]);
    const read = { name: variant.name, layout: layoutOf(alone) };
    expect(layoutData(read)).toMatchObject(alone);
  });

  it('has a place for each part of a layout, but for what is code or proves a guess', () => {
    const layout = variants[0]?.layout ?? expect.fail();
    const inFile = layoutSchema.properties;
    const parts = {
      '': [layout, inFile],
      columns: [layout.columns, inFile.columns.properties],
      expiry: [layout.expiry, inFile.expiry.properties],
      payload: [layout.payload ?? {}, inFile.payload.anyOf[0].properties],
      user: [layout.user, inFile.user.properties],
      key: [layout.key, inFile.key.properties],
    } as const;
    const missing = Object.entries(parts).flatMap(([path, [part, properties]]) =>
      Object.keys(part)
        .filter((key) => !(key in properties))
        .map((key) => `${path}.${key}`),
    );
    expect(missing.sort()).toEqual([
      '.create',
      '.name',
      // A layout in a file is named, and needs no proof.
      'columns.provenBy',
      'columns.typed',
      // In words: expiry.lifetime.
      'expiry.lifetimeMs',
      'expiry.of',
      // It comes with the layout that a file is like.
      'expiry.sweptIn',
      'key.form',
      'key.like',
      'key.ofId',
      'payload.credential',
      'payload.proves',
      'payload.provesItself',
      'payload.seed',
      'payload.witness',
      'payload.wrap',
      'user.elsewhere',
      'user.find',
      'user.foundOnly',
      'user.seeded',
    ]);
  });

  it('tells what no data can say', async () => {
    const laravel = (await knownLayouts()).find(({ name }) => name === 'laravel');
    expect(laravel?.data.note).toBe(
      "what no data can say stays laravel's: payload.seed, user.find, user.elsewhere, key.form, key.generate",
    );
  });
});
