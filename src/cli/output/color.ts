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
