import type {
  CodecName,
  CustomColumns,
  ExpiryFormatName,
  LayoutName,
  PeopleColumns,
} from '../index.js';
import { codecNames, expiryFormatNames, layoutNames } from '../inside.js';
import { formatNames, type Format } from './formats/contract.js';
import { defaultFormats, formats } from './formats/registry.js';
import { flagNamed, fromEnvironment, named } from './option-words.js';
import type { Profile } from './profiles/contract.js';
import { UsageError } from './usage.js';
import { parseColumns } from './values/columns.js';
import { parseDuration } from './values/duration.js';
import { chooseOne } from './values/flag.js';
import { given } from './values/given.js';
import { oneOf } from './values/one-of.js';
import { parsePeople } from './values/people.js';

/** The options that every command takes, as commander gives them: what was not given is not there. */
export interface GlobalFlags {
  database?: string;
  table?: string;
  layout?: string;
  layoutFile?: string;
  codec?: string;
  columns?: string;
  expiryFormat?: string;
  lifetime?: string;
  userField?: string;
  /** False for none. */
  people?: string | false;
  secretFile?: string;
  log?: string;
  /** Of those commands that may ask. */
  yesTo?: readonly string[];
  format?: string;
  json?: boolean;
  reveal?: boolean;
  color?: boolean;
  pager?: boolean;
  quiet?: boolean;
  verbose?: boolean;
}

/** The same after merging: flags beat the environment, which beats a profile, which beats the defaults. */
export interface Settings {
  /** Undefined where nobody says: a profile may have to ask for it. */
  database: string | undefined;
  table: string | undefined;
  layout: LayoutName | 'auto';
  layoutFile: string | undefined;
  codec: CodecName | 'auto';
  columns: Partial<CustomColumns> | undefined;
  expiryFormat: ExpiryFormatName | undefined;
  /** Milliseconds. */
  lifetime: number | undefined;
  userField: string | undefined;
  people: PeopleColumns | false | undefined;
  /** The file that a changing command writes a line into. */
  log: string | undefined;
  /** What many sessions, one session and the result of a command are written in. */
  formats: Readonly<Record<'sessions' | 'session' | 'result', Format>>;
  reveal: boolean;
  quiet: boolean;
  verbose: boolean;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** The global options that are given as text and have a variable. */
type TextFlag =
  | 'database'
  | 'table'
  | 'layout'
  | 'layoutFile'
  | 'codec'
  | 'columns'
  | 'expiryFormat'
  | 'lifetime'
  | 'userField'
  | 'people'
  | 'log';

/**
 * Merges flags, environment, profile and defaults. Throws a UsageError that names flag and variable,
 * or the profile and its key.
 */
export function readSettings(
  flags: GlobalFlags,
  env: Environment,
  isTerminal: boolean,
  profile: Profile | null = null,
): Settings {
  if (flags.quiet && flags.verbose) throw chooseOne('quiet', 'verbose');
  const typedOrSet = (key: TextFlag): string | undefined =>
    (flags[key] === false ? undefined : flags[key]) ?? fromEnvironment(key, env);
  const text = (key: TextFlag): string | undefined => typedOrSet(key) ?? profile?.options[key];
  const label = (key: TextFlag): string =>
    profile?.options[key] !== undefined && typedOrSet(key) === undefined
      ? `${profile.name}: ${key}`
      : named(key);
  const read = <T>(key: TextFlag, parse: (text: string) => T): T | undefined =>
    given(label(key), text(key), parse);
  const columns = read('columns', parseColumns);
  const format = formatOf(flags);
  // Two ways to say whose table it is: what was typed beats both variables, and these beat a profile.
  const set = {
    layout: fromEnvironment('layout', env),
    layoutFile: fromEnvironment('layoutFile', env),
  };
  const ways: { layout?: string | undefined; layoutFile?: string | undefined }[] = [
    flags,
    set,
    profile?.options ?? {},
  ];
  const whose = ways.find((way) => (way.layout ?? way.layoutFile) !== undefined);
  const layoutFile = whose?.layoutFile;
  const layout = given(label('layout'), whose?.layout, (name) =>
    oneOf([...layoutNames, 'auto'] as const, name, 'session-admin layouts'),
  );
  return {
    database: text('database'),
    table: text('table'),
    layout: layout ?? (columns === undefined || layoutFile !== undefined ? 'auto' : 'custom'),
    layoutFile,
    codec: read('codec', (name) => oneOf([...codecNames, 'auto'] as const, name)) ?? 'auto',
    columns,
    expiryFormat: read('expiryFormat', (name) => oneOf(expiryFormatNames, name)),
    lifetime: read('lifetime', parseDuration),
    userField: flags.userField === '' ? undefined : text('userField'),
    people: flags.people === false ? false : read('people', parsePeople),
    log: text('log'),
    formats:
      format === undefined
        ? defaultFormats(isTerminal)
        : { sessions: format, session: format, result: format },
    reveal: flags.reveal ?? false,
    quiet: flags.quiet ?? false,
    verbose: flags.verbose ?? false,
  };
}

function formatOf({ format, json }: GlobalFlags): Format | undefined {
  const name = given(flagNamed('format'), format, (text) => oneOf(formatNames, text));
  if (name === undefined) return json ? formats.json : undefined;
  if (json && formats[name] !== formats.json) {
    throw new UsageError('--json is --format json: leave one out');
  }
  return formats[name];
}
