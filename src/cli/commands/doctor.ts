import type { CheckName, CheckStatus, Examined } from '../../index.js';
import { oneLine, SessionAdminError, type ErrorCode } from '../../inside.js';
import type { Context } from '../context.js';
import { exit, exitCodeOf } from '../exit.js';
import { withOptions } from '../failure.js';
import type { ReportLine } from '../formats/contract.js';
import { wayToGive } from '../option-words.js';
import { createPalette, type Palette } from '../output/palette.js';
import { given } from '../values/given.js';
import { oneOf } from '../values/one-of.js';
import type { CommandDefinition } from './command.js';

interface DoctorFlags {
  only?: string[];
}

export const doctor: CommandDefinition = {
  name: 'doctor',
  summary: 'say what is wrong with the table, the database or the set-up, and what mends it',
  examples: [
    'session-admin doctor',
    'session-admin doctor --only expiry-index --only purge',
    'session-admin doctor --quiet || echo see to it',
  ],
  applications: 'several',

  run: async (context, _args, flags: DoctorFlags) => {
    const write = context.reports();
    const { checkNames } = await import('../../index.js');
    const only = flags.only?.flatMap(
      (name) => given('--only', name, (text) => oneOf(checkNames, text)) ?? [],
    );
    const { findings, code } = await examine(context, only ?? checkNames);
    const { color, width } = context.renderOptions(new Date());
    const palette = await createPalette(color);
    const { quiet, formats } = context.settings;
    // Who wants quiet, in a mail from cron say, wants to hear what is wrong.
    const isHeard = ({ status }: Examined): boolean =>
      !(quiet && formats.result.forPeople) || status === 'warn' || status === 'fail';
    const shown = await shownIn(width);
    const lines = findings.filter(isHeard).map((finding) => lineOf(finding, palette, shown));
    await context.out.write(await write(lines));
    return code;
  },
};

/** What is a finding itself, where the table cannot be opened for it. */
const told = new Set<ErrorCode>([
  'DATABASE_UNAVAILABLE',
  'DATABASE_REFUSED',
  'DATABASE_UNSUPPORTED',
  'TABLE_MISSING',
  'LAYOUT_UNKNOWN',
]);

async function examine(
  context: Context,
  only: readonly CheckName[],
): Promise<{ findings: Examined[]; code: number }> {
  try {
    const findings = await context.withStore({ readOnly: true, tellsDoubts: true }, (store) =>
      store.examine({ only }),
    );
    const failed = findings.some(({ status }) => status === 'fail');
    return { findings, code: failed ? exit.failed : exit.done };
  } catch (error) {
    if (!(error instanceof SessionAdminError) || !told.has(error.code)) throw error;
    const { notOpened } = await import('../../index.js');
    return { findings: notOpened(error, only), code: exitCodeOf(error) };
  }
}

const paints: Readonly<Record<CheckStatus, keyof Palette>> = {
  ok: 'good',
  warn: 'doubtful',
  fail: 'error',
  skipped: 'faint',
};

/** Where findings begin, behind their status. */
const margin = 9;
const narrowest = 20;

/** Lays out what a finding says and what mends it: one line, or on a terminal as many as it takes. */
type Shown = (parts: readonly string[]) => readonly string[];

async function shownIn(width: number | null): Promise<Shown> {
  if (width === null) return (parts) => [parts.join('; ')];
  const { wrapText } = await import('../output/wrap.js');
  const room = Math.max(width - margin, narrowest);
  return (parts) => parts.flatMap((text) => wrapText(text, room));
}

function lineOf(finding: Examined, palette: Palette, shown: Shown): ReportLine {
  const { check, status, message } = finding;
  const fix = fixOf(finding);
  const [first = '', ...others] = shown([
    `${check}: ${oneLine(message)}`,
    ...(fix === null ? [] : [`to mend it: ${oneLine(fix)}`]),
  ]);
  const begin = palette[paints[status]](status.padEnd(margin - 2));
  return {
    result: { check, status, message, fix },
    text: [
      `${begin}  ${palette.heading(check)}${first.slice(check.length)}`,
      ...others.map((line) => ' '.repeat(margin) + line),
    ].join('\n'),
  };
}

/** What mends it, and behind it how to give the options that would help. */
function fixOf({ fix, options }: Examined): string | null {
  if (fix !== null) return withOptions({ message: fix, options });
  // The message says what to give.
  return options.length === 0 ? null : options.map((name) => wayToGive(name, true)).join(', or ');
}
