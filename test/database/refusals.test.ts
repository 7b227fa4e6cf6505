import { describe, expect, it } from 'vitest';
import { Database } from '../../src/database/database.js';
import { SessionAdminError } from '../../src/errors.js';
import { describeDatabases, type TestDatabase } from '../helpers/databases.js';

/** What a session may hold: made to look like what a database says around its values. */
const crafted = [
  `x' for key 'SECRET'`,
  "x' for column 'SECRET' at row 1",
  'x" violates not-null constraint "SECRET"',
  'Key (SECRET)=(x) already exists.',
  '`SECRET`, CONSTRAINT `SECRET` FOREIGN KEY (`SECRET`) REFERENCES `SECRET` (`id`))',
  'NOT NULL constraint failed: SECRET',
  `SECRET' for column 'SECRET' at row 1${"' for column 'SECRET' at row 1".repeat(40)}`,
  `${'SECRET'.repeat(80)}' for key 'SECRET'`,
  'SECRET\\\' \\"SECRET"\' `SECRET`',
];

const tables = {
  sqlite: `CREATE TABLE owners (id integer PRIMARY KEY);
CREATE TABLE web (token varchar(1000) PRIMARY KEY, owner_id integer CONSTRAINT owner_of REFERENCES owners (id), made_at text NOT NULL, label text UNIQUE, score integer CONSTRAINT small_score CHECK (score < 10), twice text AS (label || label));
CREATE TABLE prints (id integer PRIMARY KEY, web varchar(600) CONSTRAINT print_of REFERENCES web (token))`,
  postgres: `CREATE TABLE owners (id integer PRIMARY KEY);
CREATE TABLE web (token varchar(1000) PRIMARY KEY, owner_id integer CONSTRAINT owner_of REFERENCES owners (id), made_at text NOT NULL, label text CONSTRAINT one_label UNIQUE, score smallint CONSTRAINT small_score CHECK (score < 10), short varchar(8), uid uuid, twice text GENERATED ALWAYS AS (label || label) STORED);
CREATE TABLE prints (id integer PRIMARY KEY, web varchar(600) CONSTRAINT print_of REFERENCES web (token))`,
  mysql: `CREATE TABLE owners (id integer PRIMARY KEY);
CREATE TABLE web (token varchar(600) CHARACTER SET latin1 PRIMARY KEY, owner_id integer, made_at varchar(30) NOT NULL, label varchar(500) CHARACTER SET latin1, score smallint, short varchar(8), at datetime, twice varchar(1000) AS (concat(label, label)) STORED, CONSTRAINT owner_of FOREIGN KEY (owner_id) REFERENCES owners (id), UNIQUE KEY one_label (label), CONSTRAINT small_score CHECK (score < 10));
CREATE TABLE prints (id integer PRIMARY KEY, web varchar(600) CHARACTER SET latin1, CONSTRAINT print_of FOREIGN KEY (web) REFERENCES web (token))`,
};

describeDatabases((database) => {
  const { dialect } = database;

  const setUp = async (): Promise<void> => {
    if (dialect !== 'sqlite') await database.query('DROP TABLE IF EXISTS prints, web, owners');
    for (const sql of tables[dialect].split(';\n')) await database.query(sql);
  };

  const refusal = async (sql: string, ...bind: readonly unknown[]): Promise<string> => {
    const opened = await Database.open(database.url());
    try {
      await opened.change({ sql, bind });
    } catch (error) {
      if (error instanceof SessionAdminError) return error.message;
      throw error;
    } finally {
      await opened.close();
    }
    throw new Error('a refusal was expected');
  };

  it('names columns, constraints, indexes and tables, and never a value', async () => {
    await setUp();
    for (const value of crafted.map((text) => text.slice(0, 590))) {
      await database.query('DELETE FROM web');
      const said: string[] = [];
      const told = async (expected: RegExp, sql: string, ...bind: unknown[]): Promise<void> => {
        const message = await refusal(sql, ...bind);
        said.push(message);
        expect(message).toMatch(expected);
      };
      await told(
        /NOT NULL without a value: made_at$/,
        'INSERT INTO web (token) VALUES ($1)',
        value,
      );
      await told(
        /NOT NULL without a value: made_at$/,
        'INSERT INTO web (token, made_at) VALUES ($1, $2)',
        value,
        null,
      );
      await told(
        dialect === 'sqlite' ? /a foreign key forbids it$/ : /refers to a row .*owner_of/,
        `INSERT INTO web (token, made_at, owner_id) VALUES ($1, 'x', 77)`,
        value,
      );
      await told(
        /(?:small_score|score < 10)/,
        `INSERT INTO web (token, made_at, score) VALUES ($1, 'x', 11)`,
        value,
      );
      await told(
        /the database alone fills the column twice$/,
        `INSERT INTO web (token, made_at, twice) VALUES ($1, 'x', 'y')`,
        value,
      );
      const opened = await Database.open(database.url());
      await opened.change({
        sql: "INSERT INTO web (token, made_at, label) VALUES ($1, 'x', $2)",
        bind: [value, value.slice(0, 490)],
      });
      await opened.change({ sql: 'INSERT INTO prints VALUES (1, $1)', bind: [value] });
      await opened.close();
      // MySQL's name of the index stands behind the value, in a message that it may have cut.
      await told(
        dialect === 'sqlite' ? /same token, which must be unique$/ : uniqueIndex(database),
        `INSERT INTO web (token, made_at) VALUES ($1, 'x')`,
        value,
      );
      await told(
        dialect === 'sqlite'
          ? /same label, which must be unique$/
          : /must be unique(?: \(index one_label\))?$/,
        `INSERT INTO web (token, made_at, label) VALUES ('other', 'x', $1)`,
        value.slice(0, 490),
      );
      await told(
        dialect === 'sqlite' ? /a foreign key forbids it$/ : /referred to by prints .*print_of/,
        'DELETE FROM web WHERE token = $1',
        value,
      );
      await database.query('DELETE FROM prints');
      expect(said.filter((message) => message.includes('SECRET'))).toEqual([]);
    }
  });

  describe.skipIf(dialect === 'sqlite')('what does not fit its column', () => {
    it('is named, and not shown', async () => {
      await setUp();
      const insert = (column: string): string =>
        `INSERT INTO web (token, made_at, ${column}) VALUES ('t', 'x', $1)`;
      for (const value of crafted) {
        const messages = [
          await refusal(insert('short'), value),
          await refusal(insert('owner_id'), value),
          await refusal(insert(dialect === 'mysql' ? 'at' : 'uid'), value),
        ];
        expect(messages[0]).toMatch(/too long for (?:short|varchar\(8\))$/);
        for (const message of messages.slice(1)) {
          expect(message).toMatch(/not of the type of its column/);
        }
        expect(messages.join()).not.toMatch(/SECRET/);
      }
      expect(await refusal(insert('owner_id'), "5'")).toMatch(
        dialect === 'mysql' ? /its column: owner_id$/ : /its column: integer$/,
      );
      expect(await refusal(insert('score'), '99999')).toMatch(
        /out of range for (?:score|smallint)/,
      );
    });
  });
});

const uniqueIndex = ({ dialect }: TestDatabase): RegExp =>
  dialect === 'postgres' ? /\(index web_pkey\)$/ : /must be unique(?: \(index PRIMARY\))?$/;
