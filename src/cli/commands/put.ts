import type { Entries, SequelizeStore } from '../../index.js';
import type { Context } from '../context.js';
import { exit } from '../exit.js';
import { openFileOf } from '../files.js';
import { catchSignals, isAborted } from '../interrupt.js';
import { createResultRenderer } from '../output/result.js';
import { Progress } from '../progress.js';
import { counted } from '../text.js';
import { UsageError } from '../usage.js';
import type { CommandDefinition } from './command.js';
import type { PutFlags } from './put-one.js';

export const put: CommandDefinition = {
  usage: 'put [token]',
  summary: 'create or replace one session, or many',
  examples: [
    `session-admin put --generate --data '{"userID": 42}'`,
    'session-admin put "$TOKEN" --file session.json --ttl 30m',
    'session-admin put "$TOKEN" --raw-file payload.gob --expires 2027-01-02T03:04:05Z',
    'session-admin put --generate --user 42 --cookie',
    'session-admin put --from backup.ndjson',
  ],

  define: (command) =>
    command
      .argument('[token]', 'the token, or - to read it from stdin')
      .option('--generate', 'make a token as the framework would, and print it whole')
      .option('--hashed', 'store the hash of the token (SCS with HashTokenInStore)')
      .option(
        '--cookie',
        "print the Cookie header that logs in; a signed one needs the application's secret",
      )
      .option(
        '--cookie-name <name>',
        "the cookie's name, where it is not the framework's usual one",
      )
      .optionsGroup('The payload:')
      .option('--data <json>', 'its values; {} by default')
      .option('--file <path>', 'a file that holds them as JSON, or - for stdin')
      .option(
        '--raw-file <path>',
        'a file that holds the bytes to store as they are, or - for stdin',
      )
      .option('--user <id>', 'whose session it is, where the framework has a place for that')
      .option(
        '--set <column=value>',
        'fill a further column that the table wants; repeatable',
        (item: string, all: readonly string[] | undefined) => [...(all ?? []), item],
      )
      .optionsGroup('The expiry:')
      .option('--ttl <duration>', 'so long from now (90s, 1h30m, 7d); 24h by default')
      .option('--expires <time>', 'an instant (RFC 3339) or a distance from now (+24h)')
      .optionsGroup('Many sessions:')
      .option(
        '--from <path>',
        'NDJSON as list --format ndjson --reveal writes it, or - for stdin; all are stored or none',
      ),

  run: async (context, [text], flags: PutFlags) => {
    checkFlags(text, flags);
    if (flags.from !== undefined) return putMany(context, flags.from, flags.set);
    const { putOne } = await import('./put-one.js');
    return putOne(context, text, flags);
  },
};

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
      throw new UsageError('--from takes everything from its lines: leave the other options out');
    }
    return;
  }
  if (text === '') throw new UsageError('a token is expected, not an empty argument');
  if (text === undefined && !generate) throw new UsageError('give a token, --generate or --from');
  if (text !== undefined && generate) throw new UsageError('give a token or --generate, not both');
  const payloads = [flags.data, flags.file, flags.rawFile].filter((given) => given !== undefined);
  if (payloads.length > 1) throw new UsageError('choose one of --data, --file and --raw-file');
  if (flags.ttl !== undefined && flags.expires !== undefined) {
    throw new UsageError('choose one of --ttl and --expires');
  }
  const stdin = [text, flags.file, flags.rawFile].filter((given) => given === '-');
  if (stdin.length > 1) throw new UsageError('only one thing can come from stdin (-)');
}

async function putMany(context: Context, path: string, sets: PutFlags['set']): Promise<number> {
  context.refuseFormat('tokens');
  const write = await createResultRenderer(context.settings.format);
  const { readEntries } = await import('./put-lines.js');
  const { creating, readSet } = await import('./put-one.js');
  const set = readSet(sets);
  const lines = path === '-' ? context.io.stdin : await openFileOf('--from', path);
  const interrupt = catchSignals();
  const { signal } = interrupt;
  const progress = new Progress(context.io.stderr, context.settings.quiet);
  const warn = (text: string): Promise<void> => context.warn(text);
  try {
    return await context.withStore({ ...creating(context), signal }, async (store) => {
      const { info } = store;
      const entries = (encode: SequelizeStore['encode']): Entries =>
        readEntries(lines, { info, encode }, { warn, signal, set });
      const stored = await store.import(entries, {
        signal,
        onProgress: (count) => progress.show(`${counted(count, 'session')} stored`),
      });
      progress.clear();
      await context.out.write(write({ stored }, `${counted(stored, 'session')} stored`));
      return exit.done;
    });
  } catch (error) {
    if (interrupt.exitCode === undefined || !isAborted(error)) throw error;
    progress.clear();
    await context.problem('interrupted: nothing was stored');
    return interrupt.exitCode;
  } finally {
    progress.clear();
    interrupt.release();
  }
}
