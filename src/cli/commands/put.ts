import type { Context } from '../context.js';
import { exit } from '../exit.js';
import type { PutFlags } from '../put/flags.js';
import { catchSignals } from '../interrupt.js';
import { flagNamed } from '../option-words.js';
import { isUnlocked } from '../shared/confirmation.js';
import { UsageError } from '../usage.js';
import { chooseOne } from '../values/flag.js';
import type { CommandDefinition } from './command.js';

export const put: CommandDefinition = {
  name: 'put',
  summary: 'create or replace one session, or many',
  examples: [
    `session-admin put --generate --data '{"userID": 42}'`,
    'session-admin put "$TOKEN" --file session.json --ttl 30m',
    'session-admin put "$TOKEN" --raw-file payload.gob --expires 2027-01-02T03:04:05Z',
    'session-admin put --generate --user 42 --cookie',
    'session-admin put --from backup.ndjson',
  ],

  arguments: [['[token]', 'the token, or - to read it from stdin']],

  changes: true,

  run: async (context, [text], flags: PutFlags) => {
    checkFlags(text, flags);
    // A token that was just made is nobody's yet.
    const refused = flags.generate ? null : await refusal(context, flags);
    if (refused !== null) return refused;
    if (flags.from !== undefined) {
      const { putMany } = await import('../put/many.js');
      return putMany(context, flags.from, flags.set);
    }
    const { putOne } = await import('../put/one.js');
    return putOne(context, text, flags);
  },
};

/** The exit code where what is there may not be replaced; null where it may. */
async function refusal(context: Context, flags: PutFlags): Promise<number | null> {
  const what = `a session of @${context.app ?? ''} with the same token would be replaced`;
  const interrupt = catchSignals();
  try {
    if (await isUnlocked(context, what, flags, interrupt.signal)) return null;
    return interrupt.exitCode ?? exit.refused;
  } finally {
    interrupt.release();
  }
}

/** The options of a session that is stored alone. */
const onlyOne: readonly (keyof PutFlags)[] = [
  'generate',
  'hashed',
  'cookie',
  'cookieName',
  'data',
  'file',
  'rawFile',
  'user',
  'ttl',
  'expires',
];

function checkFlags(text: string | undefined, flags: PutFlags): void {
  const { generate, from } = flags;
  if (from !== undefined) {
    if (text !== undefined || onlyOne.some((name) => flags[name] !== undefined)) {
      throw new UsageError(
        `${flagNamed('from')} takes everything from its lines: leave the other options out`,
      );
    }
    return;
  }
  if (text === '') throw new UsageError('a token is expected, not an empty argument');
  if (text === undefined && !generate)
    throw new UsageError(`give a token, ${flagNamed('generate')} or ${flagNamed('from')}`);
  if (text !== undefined && generate)
    throw new UsageError(`give a token or ${flagNamed('generate')}, not both`);
  const payloads = [flags.data, flags.file, flags.rawFile].filter((given) => given !== undefined);
  if (payloads.length > 1) throw chooseOne('data', 'file', 'rawFile');
  if (flags.ttl !== undefined && flags.expires !== undefined) {
    throw chooseOne('ttl', 'expires');
  }
  const stdin = [text, flags.file, flags.rawFile].filter((given) => given === '-');
  if (stdin.length > 1) throw new UsageError('only one thing can come from stdin (-)');
}
