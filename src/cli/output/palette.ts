export type Paint = (text: string) => string;

/** What a colour means; renderers name the meaning, never the colour. */
export interface Palette {
  plain: Paint;
  heading: Paint;
  token: Paint;
  expired: Paint;
  /** An expiry less than 10 minutes away. */
  soon: Paint;
  error: Paint;
  /** What is as it should be, and what might be. */
  good: Paint;
  doubtful: Paint;
  faint: Paint;
  /** The parts of coloured JSON. */
  key: Paint;
  text: Paint;
  number: Paint;
  literal: Paint;
}

/** The palette of one stream: with `color` false it leaves every text as it is. */
export async function createPalette(color: boolean): Promise<Palette> {
  if (!color) return unpainted;
  const { Chalk } = await import('chalk');
  // Chalk's own guess looks at the process; level 1 is the 16 colours that every theme has.
  const chalk = new Chalk({ level: 1 });
  return {
    plain: same,
    heading: chalk.bold,
    token: chalk.cyan,
    expired: chalk.red.dim,
    soon: chalk.yellow,
    error: chalk.red,
    good: chalk.green,
    doubtful: chalk.yellow,
    faint: chalk.dim,
    key: chalk.blue,
    text: chalk.green,
    number: chalk.yellow,
    literal: chalk.magenta,
  };
}

const same: Paint = (text) => text;
/** Leaves every text as it is. */
export const unpainted: Palette = {
  plain: same,
  heading: same,
  token: same,
  expired: same,
  soon: same,
  error: same,
  good: same,
  doubtful: same,
  faint: same,
  key: same,
  text: same,
  number: same,
  literal: same,
};

interface ColorQuestion {
  /** The stream that will be written to; each is decided by itself. */
  stream: { isTTY?: boolean };
  env: Readonly<Record<string, string | undefined>>;
  /** False where `--no-color` was given; anything else leaves it to the environment. */
  flag?: boolean | undefined;
}

/**
 * Whether a stream gets colour: `--no-color`, then `NO_COLOR`, `FORCE_COLOR`, `TERM=dumb`, and
 * then whether it is a terminal.
 *
 * `NO_COLOR` and `FORCE_COLOR` count only where they are not empty (no-color.org,
 * force-color.org); `FORCE_COLOR=0` and `FORCE_COLOR=false` switch colour off.
 */
export function colorWanted({ stream, env, flag }: ColorQuestion): boolean {
  if (flag === false || env['NO_COLOR']) return false;
  const forced = env['FORCE_COLOR'];
  if (forced) return forced !== '0' && forced !== 'false';
  return env['TERM'] !== 'dumb' && stream.isTTY === true;
}
