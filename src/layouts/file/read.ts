import { parseJson } from '../../codecs/reading/json.js';
import { dialectNames, type Dialect } from '../../database/contract.js';
import { durationIn } from '../../duration.js';
import { SessionAdminError } from '../../errors.js';
import type { InstantForm } from '../../database/expiry/contract.js';
import type { Fill, Layout, PayloadRule } from '../contract.js';
import type { ExpiryRule } from '../rules.js';
import { noAlong } from '../along.js';
import { tooMuchOf } from '../also.js';
import { customLayout, namedForms } from '../custom.js';
import { plainPayload } from '../define.js';
import { edges, on, type Edge } from '../edges.js';
import { factNames } from '../facts.js';
import { alphabetId, base64urlAlphabet, digits, lower, upper } from '../ids.js';
import { fold } from '../finding/match.js';
import { columnParts, renamed, type ColumnNames } from '../rename.js';
import { variants } from '../variants.js';
import { problemsOf } from './check.js';
import { readStart } from './read-start.js';
import { layoutSchema, type LayoutData } from './schema.js';

/** Far more than any layout needs. */
const longest = 64 * 1024;

/** Reads a layout from a JSON file. Throws `INVALID_ARGUMENT` with the path of what is wrong in it. */
export async function readLayoutFile(path: string): Promise<Layout> {
  const bytes = await readStart(path, longest).catch((cause: unknown) => {
    const { code } = cause as NodeJS.ErrnoException;
    const why = code === 'ENOENT' ? 'there is none of that name' : (code ?? 'it failed');
    throw invalid(`the file of the layout cannot be read: ${why}`);
  });
  if (bytes.length > longest) throw invalid('the file is too long for a layout');
  try {
    return layoutOf(parseJson(new TextDecoder('utf-8', { fatal: true }).decode(bytes)));
  } catch (error) {
    if (error instanceof SyntaxError) throw invalid(`the file of the layout: ${error.message}`);
    if (error instanceof TypeError) throw invalid('the file of the layout is not UTF-8 text');
    throw error;
  }
}

const mostProblems = 3;

/** The layout that data says. Throws `INVALID_ARGUMENT` with the path of what is wrong. */
export function layoutOf(given: unknown): Layout {
  const problems = problemsOf(layoutSchema, given);
  if (problems.length > 0) throw invalid(problems.slice(0, mostProblems).join('; '));
  const data = given as LayoutData;
  refuseTooMuch(data);
  const base = baseOf(data);
  const { title, tables, where, along, logout, readOnly, cookie, cell, also, livesOn } = data;
  const { columns, facts, fills, cookieName } = data;
  const names: ColumnNames = Object.fromEntries(
    [
      ...columnParts.map((part) => [part, columns?.[part]] as const),
      ...factNames.map((name) => [name, facts?.[name]?.columns] as const),
    ].filter(isGiven),
  );
  const named = renamed(base, names);
  if (cell && named.columns.data.map(fold).join() !== named.columns.token.map(fold).join()) {
    throw invalid('cell: its column is that of the token and of the data: name it in both');
  }
  refuseMarks(named, data);
  const { previous, revokedForm, also: needed, lacks, own, dialects } = columns ?? {};
  return {
    ...over(named, {
      title,
      tables,
      where,
      along,
      logout,
      readOnly,
      cell,
      cookie,
      cookieName: cookieName && cookieNameOf(cookieName),
      also,
      livesOn,
      fills: fills?.map(fillOf),
    }),
    columns: over(named.columns, { previous, revokedForm, also: needed, lacks, own, dialects }),
    expiry: expiryOf(named.expiry, data),
    payload: payloadOf(named, data.payload),
    user: over(named.user, { ...data.user }),
    facts: {
      ...named.facts,
      created: over(named.facts.created, { naive: facts?.created?.naive }),
      lastSeen: over(named.facts.lastSeen, { naive: facts?.lastSeen?.naive }),
    },
    key: over(named.key, { ...data.key, generate: generatorOf(data.key?.generate) }),
  };
}

/** A rule that says too little would end more than a person's. */
function refuseTooMuch({ also = [], along = [] }: LayoutData): void {
  for (const [i, rule] of along.entries()) {
    const why = noAlong(rule);
    if (why !== null) throw invalid(`along[${i}]: ${why}`);
  }
  for (const [i, rule] of also.entries()) {
    const why = tooMuchOf(rule);
    if (why !== null) throw invalid(`also[${i}]: ${why}`);
  }
}

/** A row that is marked stays, in one piece, in a column that is there. */
function refuseMarks({ columns, ...base }: Layout, data: LayoutData): void {
  const { logout = base.logout, along = base.along, cell = base.cell } = data;
  if (logout !== 'marks') return;
  if (columns.revoked.length === 0) throw invalid('logout: name the column in columns.revoked');
  if (along.length > 0 || cell !== null)
    throw invalid('logout: what marks a row has neither along nor cell');
  const { revokedForm = columns.revokedForm } = data.columns ?? {};
  if (typeof revokedForm === 'object' && revokedForm.ended === undefined)
    throw invalid('columns.revokedForm: ended is missing: what a logout writes');
}

/** What the data is laid over: a known layout, or that of a table of one's own. */
function baseOf({ like, title, columns }: LayoutData): Layout {
  const known = variants.find(({ name }) => name === like)?.layout;
  if (known !== undefined) return known;
  const token = columns?.token?.[0];
  if (token === undefined) {
    throw invalid('columns.token is missing: name the column of the token, or the layout in like');
  }
  const own = customLayout({ token, ...(columns?.data?.[0] !== undefined && { data: 'data' }) });
  return {
    ...own,
    title: title ?? own.title,
    columns: { ...own.columns, user: [] },
  };
}

function expiryOf(base: ExpiryRule, { expiry = {}, like }: LayoutData): ExpiryRule {
  const { form, expired, purged, lifetime, others, atMost, ...plain } = expiry;
  // Where nothing else is said rows of one's own go when they are over.
  const gone = purged ?? (like === undefined ? expired : undefined);
  const rule = over(base, {
    ...plain,
    form: form && formOf(form, like === undefined),
    expired: expired && edgeOf(expired),
    purged: gone && edgeOf(gone),
    lifetimeMs: lifetimeOf(lifetime, 'lifetime'),
    others: others?.map(({ lifetime: theirs, ...one }, i) => ({
      ...one,
      lifetimeMs: lifetimeOf(theirs, `others[${i}].lifetime`),
    })),
    atMost: atMost && {
      columns: atMost.columns,
      lifetimeMs: lifetimeOf(atMost.lifetime, 'atMost.lifetime'),
      ...(atMost.lifetimeFrom && { lifetimeFrom: atMost.lifetimeFrom }),
    },
  });
  if (goesAlive(rule)) throw invalid('expiry.purged: a row would go before its session is over');
  return rule;
}

/** Some of each part of a second. */
const moments = [0, 1, 499, 500, 501, 999].map((ms) => new Date(ms));

/** Whether rows may go that the application still takes, on some database and at some moment. */
const goesAlive = ({ expired, purged }: ExpiryRule): boolean =>
  dialectNames
    .map((name) => ({ name }) as Dialect)
    .some((dialect) => moments.some((now) => purged(now, dialect) > expired(now, dialect)));

type Of<Part extends keyof NonNullable<LayoutData['expiry']>> = NonNullable<
  NonNullable<LayoutData['expiry']>[Part]
>;

/** A form that only a file says is believed as one that the command line names. */
function formOf(form: Of<'form'>, isOwn: boolean): InstantForm {
  if (typeof form === 'string') return namedForms[form];
  const { toldBy = isOwn ? 'name' : 'framework', ...parts } = form;
  return { ...parts, toldBy };
}

const edgeOf = (edge: Of<'expired'>): Edge =>
  typeof edge === 'string' ? edges[edge] : on(edge.on, edges[edge.edge]);

function lifetimeOf(text: string, path: string): number;
function lifetimeOf(text: string | undefined, path: string): number | undefined;
function lifetimeOf(text: string | undefined, path: string): number | undefined {
  if (text === undefined) return undefined;
  if (text === 'never') return Infinity;
  try {
    const ms = durationIn(text);
    if (ms !== null) return ms;
  } catch (error) {
    if (error instanceof RangeError) throw invalid(`expiry.${path}: ${error.message}`);
    throw error;
  }
  throw invalid(`expiry.${path}: expected a duration with a unit, such as 90s, 1h30m, 7d or 2w`);
}

function payloadOf({ payload, columns }: Layout, given: LayoutData['payload']): PayloadRule | null {
  if (given === null || columns.data.length === 0) return null;
  return over(payload ?? { ...plainPayload, codecs: [], open: true }, { ...given });
}

const fillOf = ({ replace = false, ...fill }: NonNullable<LayoutData['fills']>[number]): Fill => ({
  ...fill,
  replace,
});

const cookieNameOf = (name: NonNullable<LayoutData['cookieName']>): string | RegExp =>
  typeof name === 'string' ? name : new RegExp(name.form);

const alphabets = {
  base64url: base64urlAlphabet,
  hex: `${digits}abcdef`,
  alphanumeric: digits + upper + lower,
  lowercase: digits + lower,
};

const generatorOf = (
  given: NonNullable<LayoutData['key']>['generate'],
): (() => string) | undefined => given && (() => alphabetId(alphabets[given.from], given.length));

const isGiven = ([, value]: readonly unknown[]): boolean => value !== undefined;

/** An object with what is given of another in place of its own. */
const over = <T extends object>(base: T, given: { [Key in keyof T]?: T[Key] | undefined }): T => ({
  ...base,
  ...Object.fromEntries(Object.entries(given).filter(isGiven)),
});

const invalid = (message: string): SessionAdminError =>
  new SessionAdminError('INVALID_ARGUMENT', message, { options: ['layoutFile'] });
