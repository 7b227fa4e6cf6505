import { Context } from '../context.js';
import { flagNamed } from '../option-words.js';
import { runCommand } from '../run-command.js';
import type { GlobalFlags } from '../settings.js';
import { runTogether, type CallOnSeveral } from '../together/run.js';
import { UsageError } from '../usage.js';
import { unknown } from '../values/one-of.js';
import type { Profile } from './contract.js';
import { profilesNamed, type Named } from './named.js';

/** Runs a command on the applications that were named, and gives the exit code. */
export async function runNamed({ names, typed }: Named, call: CallOnSeveral): Promise<number> {
  const { definition, args, flags, io } = call;
  const { name, applications } = definition;
  const isFree = applications === 'none';
  if (isFree && typed) {
    throw new UsageError(`${name} has to do with no application: leave the profile out`);
  }
  const profiles: readonly Profile[] = isFree ? [] : await profilesNamed(names, io.env);
  refuseOthers(flags, profiles);
  if (profiles.length > 1) {
    if (applications === 'several') return runTogether(profiles, call);
    throw new UsageError(
      `${name} works on one application: name one profile`,
      undefined,
      'profiles',
    );
  }
  const context = new Context(io, flags, { profile: profiles[0] ?? null });
  return runCommand(context, { definition, args, flags });
}

/** Who says yes to an application that the command does not work on has another in mind. */
function refuseOthers({ yesTo }: GlobalFlags, profiles: readonly Profile[]): void {
  const names = profiles.map(({ name }) => name);
  const other = yesTo?.find((name) => !names.includes(name));
  if (other === undefined) return;
  throw new UsageError(
    `${flagNamed('yesTo')}: ${unknown(`expected one of ${names.join(', ')}`, other, names)}`,
  );
}
