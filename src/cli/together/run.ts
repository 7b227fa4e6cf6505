import { Context } from '../context.js';
import { isBySignal, worstOf } from '../exit.js';
import type { Format } from '../formats/contract.js';
import { canAskOn, Output, type Io } from '../io.js';
import { variableOf } from '../option-words.js';
import type { Profile } from '../profiles/contract.js';
import { runCommand, type Call } from '../run-command.js';
import { readSettings, type GlobalFlags } from '../settings.js';
import { UsageError } from '../usage.js';
import type { Together } from './contract.js';
import { Anywhere } from './anywhere.js';
import { Ballot } from './ballot.js';
import { Failures } from './failures.js';
import { Gathered } from './gathered.js';
import { Slots } from './slots.js';
import { streamsFor } from './streams.js';

/** A command as it was called, for several applications at a time. */
export interface CallOnSeveral extends Call {
  readonly flags: GlobalFlags;
  readonly io: Io;
  readonly debug: boolean;
}

/** So many applications are worked on at a time. */
const atOnce = 8;

/**
 * Runs a command on several applications, side by side, as one: what each has to say goes to one
 * output, and one that fails does not stop the others. Gives the worst exit code.
 */
export async function runTogether(
  profiles: readonly Profile[],
  call: CallOnSeveral,
): Promise<number> {
  const { definition, args, flags, io } = call;
  refuseOneDatabase(flags, io);
  const apps = profiles.map(({ name }) => name);
  const [out, err] = [new Output(io.stdout), new Output(io.stderr)];
  const { formats } = readSettings(flags, io.env, io.stdout.isTTY === true);
  const { sessions, session, result } = formats;
  const gathered = [...new Set([sessions, session, result])].map((one) => new Gathered(one, apps));
  const of = (format: Format, app: string): Format =>
    gathered.find((one) => one.format === format)?.of(app) ?? format;
  const ballot = new Ballot(io, apps);
  const anywhere = new Anywhere(apps);
  const slots = new Slots(atOnce);
  const streams = streamsFor(io);
  const failed = new Failures(err, call.debug);
  let interrupted: number | undefined;

  const run = async (profile: Profile): Promise<number> => {
    const { name } = profile;
    if (interrupted !== undefined) return failed.notBegun(name, interrupted);
    const together: Together = {
      out,
      err,
      formats: {
        sessions: of(sessions, name),
        session: of(session, name),
        result: of(result, name),
      },
      canAsk: canAskOn(io),
      ask: (question, signal) => slots.lend(() => ballot.ask(name, question, signal)),
      search: (isHere) => slots.lend(() => anywhere.looked(name, isHere)),
    };
    const context = new Context(streams(), flags, { profile, together });
    const code = await runCommand(context, { definition, args, flags });
    if (isBySignal(code)) interrupted = code;
    return code;
  };
  const codes = await Promise.all(
    profiles.map(async (profile) => {
      const { name } = profile;
      const work = (): Promise<number> =>
        run(profile).catch((error: unknown) => failed.tell(name, error));
      return slots.run(work).finally(() => {
        ballot.ended(name);
        anywhere.ended(name);
      });
    }),
  );
  await failed.tellUsage(apps);
  for (const one of gathered) await out.write(await one.end());
  await out.flush();
  return worstOf(codes);
}

/** One database for all would have each of them do the same to it. */
function refuseOneDatabase({ database }: GlobalFlags, { env }: Io): void {
  const named = database === undefined ? variableOf('database', env) : '--database';
  if (named === undefined) return;
  throw new UsageError(
    `${named} would be the database of each application: name one profile, or leave it out`,
    undefined,
    'profiles',
  );
}
