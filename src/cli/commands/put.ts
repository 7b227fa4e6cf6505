import { randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { parseJson, type Json, type SequelizeStore } from '../../index.js';
import type { Context } from '../context.js';
import { exit } from '../exit.js';
import { catchSignals, isAborted } from '../interrupt.js';
import { readAll } from '../io.js';
import { given } from '../options.js';
import { maskToken } from '../output/mask.js';
import { createResultRenderer } from '../output/result.js';
import { Progress } from '../progress.js';
import { counted } from '../text.js';
import { UsageError } from '../usage.js';
import { parseDuration, relative } from '../values/duration.js';
import { parseInstant } from '../values/instant.js';
import type { CommandDefinition } from './command.js';
import { readEntries } from './put-lines.js';

interface PutFlags {
  data?: string;
  file?: string;
  rawFile?: string;
  ttl?: string;
  expires?: string;
  generate?: boolean;
  from?: string;
}

export const defaultTtlMs = 24 * 60 * 60 * 1000;

export const put: CommandDefinition = {
  usage: 'put [token]',
  summary: 'create or replace one session, or many',
  examples: [
    `session-admin put --generate --data '{"userID": 42}'`,
    'session-admin put "$TOKEN" --file session.json --ttl 30m',
    'session-admin put "$TOKEN" --raw-file payload.gob --expires 2027-01-02T03:04:05Z',
    'session-admin put --from backup.ndjson',
  ],

  define: (command) =>
    command
      .argument('[token]', 'the token, or - to read it from stdin')
      .option('--generate', 'make a token as the framework would, and print it whole')
      .optionsGroup('The payload:')
      .option('--data <json>', 'its values; {} by default')
      .option('--file <path>', 'a file that holds them as JSON, or - for stdin')
      .option(
        '--raw-file <path>',
        'a file that holds the bytes to store as they are, or - for stdin',
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
    return flags.from === undefined ? putOne(context, text, flags) : putMany(context, flags.from);
  },
};

function checkFlags(text: string | undefined, flags: PutFlags): void {
  const { generate, from } = flags;
  if (from !== undefined) {
    const { data, file, rawFile, ttl, expires } = flags;
    if ([text, generate, data, file, rawFile, ttl, expires].some((given) => given !== undefined)) {
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

async function putOne(
  context: Context,
  text: string | undefined,
  flags: PutFlags,
): Promise<number> {
  const now = new Date();
  const expiry = readExpiry(flags, now);
  const payload = await readPayload(context, flags);
  const token = await readToken(context, text);
  const { format, reveal } = context.settings;
  const write = await createResultRenderer(format);
  if (expiry < now)
    await context.warn('that expiry has passed: the session is stored as an expired one');

  return context.withStore(creating(context), async (store) => {
    const { codec, bytes } = await encode(context, store, payload, expiry);
    await store.commit(token, bytes, expiry);
    const shown = maskToken(token, reveal || flags.generate === true);
    const sentence = `session ${shown} stored, runs out ${relative(expiry, now)}`;
    // What a script wants of a text format is the token that it does not know yet.
    if (format === 'tsv' || format === 'tokens')
      await context.out.write(flags.generate ? `${token}\n` : '');
    else {
      const record = { token: shown, expiry: expiry.toISOString(), size: bytes.length, codec };
      await context.out.write(write(record, sentence));
    }
    return exit.done;
  });
}

async function putMany(context: Context, path: string): Promise<number> {
  context.refuseFormat('tokens');
  const write = await createResultRenderer(context.settings.format);
  const lines = path === '-' ? context.io.stdin : await openFile(path);
  const interrupt = catchSignals();
  const { signal } = interrupt;
  const progress = new Progress(context.io.stderr, context.settings.quiet);
  const warn = (text: string): Promise<void> => context.warn(text);
  try {
    return await context.withStore(creating(context), async (store) => {
      const stored = await store.import(readEntries(lines, store, { warn, signal }), {
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

/** Only the table that gormstore makes is ours to make: a name that was given must be there. */
const creating = ({ settings }: Context) => ({
  create: settings.table === undefined || settings.table === 'sessions',
});

function readExpiry({ ttl, expires }: PutFlags, now: Date): Date {
  const at = given('--expires', expires, (text) => parseInstant(text, now));
  if (at) return at;
  const lifetime = given('--ttl', ttl, parseDuration) ?? defaultTtlMs;
  if (lifetime === 0) throw new UsageError('--ttl: expected more than 0');
  return new Date(now.getTime() + lifetime);
}

type Payload = { values: Json } | { bytes: Buffer };

async function readPayload({ io }: Context, { data, file, rawFile }: PutFlags): Promise<Payload> {
  const read = async (path: string) => (path === '-' ? readAll(io.stdin) : readPath(path));
  if (rawFile !== undefined) return { bytes: await read(rawFile) };
  const [option, text] =
    file === undefined ? ['--data', data ?? '{}'] : ['--file', (await read(file)).toString()];
  try {
    return { values: parseJson(text) };
  } catch (error) {
    throw new UsageError(`${option}: ${error instanceof Error ? error.message : 'it is not JSON'}`);
  }
}

async function readToken({ io }: Context, text: string | undefined): Promise<string> {
  if (text === undefined) return randomBytes(32).toString('base64url');
  const token = text === '-' ? (await readAll(io.stdin)).toString().trim() : text;
  if (token === '') throw new UsageError('a token is expected on stdin');
  if (token.endsWith('…')) throw new UsageError('that token is masked: give the whole one');
  return token;
}

async function encode(context: Context, store: SequelizeStore, payload: Payload, expiry: Date) {
  if ('bytes' in payload) return { bytes: payload.bytes, codec: null };
  const encoded = await store.encode(payload.values, expiry);
  for (const warning of encoded.warnings) await context.warn(warning);
  return { bytes: encoded.payload, codec: encoded.codec };
}

async function readPath(path: string): Promise<Buffer> {
  return readFile(path).catch((cause: unknown) => {
    throw new UsageError(`the file cannot be read: ${reason(cause)}`);
  });
}

async function openFile(path: string): Promise<Readable> {
  const stream = createReadStream(path);
  await new Promise<void>((resolve, reject) => {
    stream.once('open', () => resolve());
    stream.once('error', (cause) =>
      reject(new UsageError(`--from: the file cannot be read: ${reason(cause)}`)),
    );
  });
  return stream;
}

function reason(error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code;
  return code === 'ENOENT' ? 'there is none of that name' : (code ?? 'it failed');
}
