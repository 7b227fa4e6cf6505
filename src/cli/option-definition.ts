import type { OptionName } from '../inside.js';

/** The commands that have options of their own. */
export type CommandName =
  'list' | 'get' | 'put' | 'delete' | 'purge' | 'watch' | 'doctor' | 'stats' | 'lockout' | 'log';

/** The values of an option; in a list several of them, with commas between. */
export interface Values {
  readonly values: readonly string[];
  readonly list?: true;
}

/** One option of the command line, with all that speaks of it. */
export interface OptionDefinition {
  /** As commander spells it: short and long name, and the argument. */
  readonly flags: string;
  /** One line of help. */
  readonly help: string;
  /** Whose it is; left out, every command's. */
  readonly commands?: readonly CommandName[];
  /** What its value may be, where that can be listed: for the completion of shells. */
  readonly completes?: Values | 'path';
  /** The heading of the help above it and those that follow. */
  readonly group?: string;
  /** Whether it may be given several times, each with one value. */
  readonly repeats?: true;
  /** The variables in place of it; the first that is not empty wins. Its name as camelCase is a key of a profile. */
  readonly variables?: readonly string[];
  /** Where the option names a file: the variable that holds what stands in it. */
  readonly contents?: string;
  /** The library's option that it feeds, for the errors that name that one. */
  readonly feeds?: OptionName;
  /** The guide that says more of it, which errors name: `session-admin help <guide>`. */
  readonly guide?: string;
}
