import type { Context } from '../context.js';
import type { CommandName } from '../option-definition.js';

/** One subcommand. Its options stand in the table of all options. */
export interface CommandDefinition {
  readonly name: CommandName | 'profiles' | 'layouts' | 'demo' | 'completion' | 'help';
  /** A shorter name, or the one that other tools have for it. */
  readonly alias?: string;
  /** One line for the list of commands. */
  readonly summary: string;
  /** Two to four lines that people can paste. */
  readonly examples: readonly string[];
  /** What stands behind its name, as commander spells it. */
  readonly arguments?: readonly (readonly [argument: string, help: string])[];
  /** How many applications it works on at a time; left out, one. With none it takes no profile. */
  readonly applications?: 'none' | 'several';
  /** What may stand as the argument behind some others, for the completion of shells. */
  readonly completes?: (before: readonly string[]) => readonly string[] | 'path';
  /** Whether it may change something, and so has a line in the log. */
  readonly changes?: true;
  /** Does the work and gives the exit code. `flags` is what commander made of its options. */
  run(context: Context, args: readonly string[], flags: object): Promise<number>;
}

/** Returns what a command is called by: its name, and the shorter one. */
export const namesOf = ({ name, alias }: CommandDefinition): string[] =>
  alias === undefined ? [name] : [name, alias];
