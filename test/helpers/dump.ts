import { readdir, readFile } from 'node:fs/promises';
import { fixture } from './folder.js';
import type { servers, ServerName, ServerSession } from './servers.js';

export type Engine = (typeof servers)[ServerName]['engine'];

/** Loads a fixture's dump through the driver, and leaves the session as it was. */
export async function loadDump(
  engine: Engine,
  name: string,
  session: ServerSession,
): Promise<void> {
  const files = await readdir(fixture(name, '.'));
  const file = files.find((one) => one.endsWith('.sql')) ?? '';
  const text = await readFile(fixture(name, file), 'utf8');
  await session.query(
    engine === 'postgres' ? `${text}; RESET ALL` : text.replace(/^LOCK TABLES.*$/gm, ''),
  );
}

/** Drops every table that a dump left in the file's own database. */
export async function dropTables(engine: Engine, session: ServerSession): Promise<void> {
  if (engine === 'postgres') {
    await session.query('DROP SCHEMA public CASCADE; CREATE SCHEMA public');
    return;
  }
  const tables = await session.query(
    'SELECT table_name AS name FROM information_schema.tables WHERE table_schema = database()',
  );
  for (const { name } of tables) await session.query(`DROP TABLE \`${name as string}\``);
}
