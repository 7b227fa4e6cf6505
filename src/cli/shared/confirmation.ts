import type { SequelizeStore, SessionFilter } from '../../index.js';
import type { Context } from '../context.js';
import { flagNamed } from '../option-words.js';
import { UsageError } from '../usage.js';
import { tellDoomed } from './doomed.js';
import { databaseNamed } from './place.js';

/** What was agreed to on the command line. */
export interface Consent {
  yes?: boolean;
  /** The profiles to which it was said by name. */
  yesTo?: readonly string[];
}

/**
 * Says what a filter would delete, and asks whether it may, unless that was agreed to. Nothing that is
 * there is nothing to ask for. `told` is a yes of somebody who was told what goes and what lives on.
 */
export async function confirmed(
  context: Context,
  store: SequelizeStore,
  filter: SessionFilter,
  consent: Consent,
  signal: AbortSignal,
): Promise<'yes' | 'told' | 'no'> {
  if (isAgreed(context, consent)) return 'yes';
  const { count, what } = await tellDoomed(context, store, filter);
  if (count === 0) return 'yes';
  if (await mayGo(context, what, consent, signal)) return 'told';
  context.journal?.did({ matched: count, deleted: 0 });
  return 'no';
}

/**
 * Whether what would happen may, of which people were told. Without a terminal to ask on the answer is
 * no. A protected profile wants its name, wherever yes would do for others.
 */
export async function mayGo(
  context: Context,
  what: string,
  consent: Consent,
  signal: AbortSignal,
): Promise<boolean> {
  if (isAgreed(context, consent)) return true;
  const name = protectedName(context);
  if (!context.canAsk) {
    const why = name === null ? '' : `${name} is protected: `;
    await context.problem(
      `${what}: ${why}confirm with ${name === null ? flagNamed('yes') : `${flagNamed('yesTo')} ${name}`}`,
    );
    return false;
  }
  if (await context.ask({ what, name }, signal)) return true;
  await context.problem('not confirmed: nothing was changed');
  return false;
}

/** The same for what nobody is asked about, unless the profile is protected. */
export const isUnlocked = async (
  context: Context,
  what: string,
  consent: Consent,
  signal: AbortSignal,
): Promise<boolean> =>
  isAgreed(context, consent) ||
  protectedName(context) === null ||
  mayGo(context, what, consent, signal);

/** Whether a purge may go: nobody is asked about that, unless the profile is protected. */
export const mayPurge = (
  context: Context,
  store: SequelizeStore,
  consent: Consent,
  signal: AbortSignal,
): Promise<boolean> =>
  isUnlocked(
    context,
    `what has expired of ${databaseNamed(context, store)} would be deleted`,
    consent,
    signal,
  );

/** Whether what would happen was agreed to: throws where a profile is named, and none is used. */
export function isAgreed(context: Context, { yes = false, yesTo = [] }: Consent): boolean {
  const { app } = context;
  if (app === null && yesTo.length > 0) {
    const flag = flagNamed('yesTo');
    throw new UsageError(`${flag} names a profile, and there is none: say which with @`, flag);
  }
  return (yes && protectedName(context) === null) || (app !== null && yesTo.includes(app));
}

const protectedName = ({ app, profile }: Context): string | null =>
  profile?.protect === true ? app : null;
