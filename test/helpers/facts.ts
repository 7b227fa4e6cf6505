import { readFileSync } from 'node:fs';
import { SequelizeStore, type JsonObject, type StoreOptions } from '../../src/index.js';
import { fixture } from './folder.js';

/** What is known of a session, as the framework's own rules have it. */
export interface ExpectedFacts {
  created: string | null;
  lastSeen: string | null;
  ip: string | null;
  agent: string | null;
  anonymous: boolean;
}

/** Worked out from the rows of each folder of fixtures by those rules, and not by our code. */
const all = JSON.parse(readFileSync(fixture('.', 'facts.json'), 'utf8')) as Record<
  string,
  Record<string, ExpectedFacts>
>;

/** The facts of a folder's sessions, by their tokens: as a listing has them, and who is nobody. */
export function expectedFacts(folder: string) {
  const sessions = Object.entries(all[folder] ?? {});
  const facts = sessions.map(
    ([token, { created, lastSeen, ip, agent }]) =>
      [token, { created, lastSeen, ip, agent }] as const,
  );
  return {
    facts: new Map<string, JsonObject>(facts),
    anonymous: sessions.flatMap(([token, { anonymous }]) => (anonymous ? token : [])).sort(),
  };
}

/** The sessions of a table in which nobody is logged in. */
export async function anonymousIn(database: string, options: StoreOptions = {}): Promise<string[]> {
  await using store = await SequelizeStore.open(database, options);
  const tokens: string[] = [];
  for await (const { token, anonymous } of store.sessions({ state: 'all' }))
    if (anonymous) tokens.push(token);
  return tokens.sort();
}
