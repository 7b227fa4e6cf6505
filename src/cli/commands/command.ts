import type { Command } from 'commander';
import type { Context } from '../context.js';

/** One subcommand: its options beside what it does. */
export interface CommandDefinition {
  /** Name and arguments, as commander spells them. */
  readonly usage: string;
  /** One line for the list of commands. */
  readonly summary: string;
  /** Two to four lines that people can paste. */
  readonly examples: readonly string[];
  /** Adds the options; defaults stay out, so that "not given" stays visible. */
  define(command: Command): void;
  /** Does the work and gives the exit code. `flags` is what commander made of `define`'s options. */
  run(context: Context, args: readonly string[], flags: object): Promise<number>;
}
