import type { CommandDefinition } from './commands/command.js';
import type { Context } from './context.js';
import { flagNamed } from './option-words.js';

/** A command as it was called. */
export interface Call {
  readonly definition: CommandDefinition;
  readonly args: readonly string[];
  readonly flags: object;
}

/** Runs a command on one application, with its line in the log where one is wanted. Gives the exit code. */
export async function runCommand(
  context: Context,
  { definition, args, flags }: Call,
): Promise<number> {
  const run = async (): Promise<number> => {
    const code = await definition.run(context, args, flags);
    await context.out.flush();
    return code;
  };
  const { changes = false, name } = definition;
  const { dryRun = false, reason }: { dryRun?: boolean; reason?: string } = flags;
  if (!changes || dryRun) return run();
  const { log } = context.settings;
  if (log === undefined) {
    if (reason !== undefined) {
      const flag = flagNamed('reason');
      await context.warn(`${flag} is kept in a log: name one with ${flagNamed('log')}`);
    }
    return run();
  }
  const { logged } = await import('./log/logged.js');
  return logged(context, log, { name, args, flags: { ...flags } }, run);
}
