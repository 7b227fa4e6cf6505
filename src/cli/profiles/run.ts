import type { CommandDefinition } from '../commands/command.js';
import { Context } from '../context.js';
import type { Io } from '../io.js';
import type { GlobalFlags } from '../settings.js';
import { UsageError } from '../usage.js';
import { profilesNamed, type Named } from './named.js';

/** A command as it was called. */
interface Call {
  readonly definition: CommandDefinition;
  readonly args: readonly string[];
  readonly flags: GlobalFlags;
  readonly io: Io;
}

/** Runs a command on the application that was named, and gives the exit code. */
export async function runNamed(
  { names, typed }: Named,
  { definition, args, flags, io }: Call,
): Promise<number> {
  const { name, applications } = definition;
  const isFree = applications === 'none';
  if (isFree && typed) {
    throw new UsageError(`${name} has to do with no application: leave the profile out`);
  }
  const profiles = isFree ? [null] : await profilesNamed(names, io.env);
  const [profile, ...others] = profiles;
  if (others.length > 0) {
    throw new UsageError(
      `${name} works on one application: name one profile`,
      undefined,
      'profiles',
    );
  }
  const context = new Context(io, flags, { profile: profile ?? null });
  const code = await definition.run(context, args, flags);
  await context.out.flush();
  return code;
}
