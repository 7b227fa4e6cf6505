import type { CustomColumns } from '../index.js';
import { codecNames, type CodecName } from '../session.js';
import { formatNames, type FormatName } from './output/formats.js';
import { given } from './options.js';
import { UsageError } from './usage.js';
import { parseColumns } from './values/columns.js';
import { parseDuration } from './values/duration.js';

/** The options that every command takes, as commander gives them: what was not given is not there. */
export interface GlobalFlags {
  database?: string;
  table?: string;
  layout?: string;
  codec?: string;
  columns?: string;
  expiryFormat?: string;
  lifetime?: string;
  userField?: string;
  secretFile?: string;
  format?: string;
  json?: boolean;
  reveal?: boolean;
  color?: boolean;
  quiet?: boolean;
  verbose?: boolean;
}

/** The same after merging: flags beat the environment, which beats the defaults. */
export interface Settings {
  database: string;
  table: string | undefined;
  layout: string | undefined;
  codec: CodecName | 'auto';
  columns: CustomColumns | undefined;
  expiryFormat: string | undefined;
  /** Milliseconds. */
  lifetime: number | undefined;
  userField: string | undefined;
  format: FormatName;
  /** The same for a command that reports one result: a sentence for whoever asked for no format. */
  resultFormat: FormatName;
  reveal: boolean;
  quiet: boolean;
  verbose: boolean;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Merges flags, environment and defaults. Throws a UsageError that names flag and variable. */
export function readSettings(flags: GlobalFlags, env: Environment, isTerminal: boolean): Settings {
  if (flags.quiet && flags.verbose) throw new UsageError('choose one of --quiet and --verbose');
  return {
    database:
      flags.database ??
      set(env['SESSION_ADMIN_DATABASE']) ??
      set(env['DATABASE_URL']) ??
      'sqlite:sessions.db',
    table: flags.table ?? set(env['SESSION_ADMIN_TABLE']),
    layout: flags.layout ?? set(env['SESSION_ADMIN_LAYOUT']),
    codec:
      given(
        '--codec (SESSION_ADMIN_CODEC)',
        flags.codec ?? set(env['SESSION_ADMIN_CODEC']),
        (text) => oneOf([...codecNames, 'auto'] as const, text),
      ) ?? 'auto',
    columns: given(
      '--columns (SESSION_ADMIN_COLUMNS)',
      flags.columns ?? set(env['SESSION_ADMIN_COLUMNS']),
      parseColumns,
    ),
    expiryFormat: flags.expiryFormat ?? set(env['SESSION_ADMIN_EXPIRY_FORMAT']),
    lifetime: given(
      '--lifetime (SESSION_ADMIN_LIFETIME)',
      flags.lifetime ?? set(env['SESSION_ADMIN_LIFETIME']),
      parseDuration,
    ),
    userField: set(flags.userField) ?? set(env['SESSION_ADMIN_USER_FIELD']),
    format: formatOf(flags) ?? (isTerminal ? 'table' : 'tsv'),
    resultFormat: formatOf(flags) ?? 'table',
    reveal: flags.reveal ?? false,
    quiet: flags.quiet ?? false,
    verbose: flags.verbose ?? false,
  };
}

function formatOf({ format, json }: GlobalFlags): FormatName | undefined {
  const name = given('--format', format, (text) => oneOf(formatNames, text));
  if (name === undefined) return json ? 'json' : undefined;
  if (json && name !== 'json') throw new UsageError(`--json is --format json: leave one out`);
  return name;
}

/** Throws a UsageError that lists what there is, and does not repeat what was given. */
export function oneOf<Name extends string>(names: readonly Name[], text: string): Name {
  const name = names.find((candidate) => candidate === text);
  if (name !== undefined) return name;
  throw new UsageError(`expected one of ${names.join(', ')}`);
}

/** An empty variable is as good as none. */
const set = (value: string | undefined): string | undefined => (value === '' ? undefined : value);
