import { CommanderError, type Command } from 'commander';
import { askedWords } from './completion/asked.js';
import { Context } from './context.js';
import { withDashedTokens } from './dashed-tokens.js';
import { exit } from './exit.js';
import { failureOf } from './failure.js';
import { ClosedPipe, type Io } from './io.js';
import { oneLine } from '../inside.js';
import type { Named } from './profiles/named.js';
import { written } from './said.js';
import { createProgram, type Runner } from './program.js';
import { runCommand } from './run-command.js';
import { describeUsage } from './typed-wrong.js';

/** Runs the command line and gives the exit code: the one place where errors become one. */
export async function main(argv: readonly string[], io: Io = process): Promise<number> {
  let code: number = exit.done;
  const debug = Boolean(io.env['DEBUG']);
  // Sequelize would print bound values, tokens among them, to whoever sets it.
  delete process.env['DEBUG'];
  const output = {
    writeOut: (text: string) => io.stdout.write(text),
    writeErr: (text: string) => io.stderr.write(text),
    // What is wrong is said below, without echoing what was typed: it may be a token.
    outputError: () => undefined,
    getOutHelpWidth: () => io.stdout.columns ?? 100,
    getErrHelpWidth: () => io.stderr.columns ?? 100,
  };
  let named: Named | undefined;
  const run: Runner = async (definition, args, flags) => {
    if (named !== undefined && named.names.length > 0) {
      const { runNamed } = await import('./profiles/run.js');
      code = await runNamed(named, { definition, args, flags, io, debug });
      return;
    }
    const context = new Context(io, flags);
    code = await runCommand(context, { definition, args, flags });
  };
  const isBrief = argv.length === 0 || argv.includes('-h');
  const { briefHelp } = isBrief ? await import('./brief-help.js') : {};
  const program = createProgram(output, run, { argv, brief: briefHelp });
  // Without a listener, a reader that has gone would end us with a stack trace.
  for (const stream of [io.stdout, io.stderr]) stream.on('error', () => undefined);
  try {
    const asked = askedWords(argv);
    if (asked !== null) {
      const { answerShell } = await import('./completion/words.js');
      await answerShell(asked, io, program);
      return exit.done;
    }
    if (argv.length === 0) {
      program.outputHelp({ error: true });
      return exit.usage;
    }
    if (mayName(argv, io)) {
      const { takeNames } = await import('./profiles/named.js');
      named = takeNames(argv, program, io.env);
    }
    const words = withDashedTokens(named?.argv ?? argv, program);
    await program.parseAsync(words, { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof ClosedPipe) return exit.done;
    if (error instanceof CommanderError) return await usageOf(error, argv, program, io);
    const failure = failureOf(error, debug);
    for (const line of failure.lines) io.stderr.write(await written(io.stderr, line));
    return failure.code;
  }
}

/** Whether there may be a profile to look for. */
const mayName = (argv: readonly string[], { env }: Io): boolean =>
  argv.some((word) => word.startsWith('@')) || Boolean(env['SESSION_ADMIN_PROFILE']);

/** What commander ends with; help and version are no complaint. */
async function usageOf(
  error: CommanderError,
  argv: readonly string[],
  program: Command,
  io: Io,
): Promise<number> {
  if (error.exitCode === 0) return exit.done;
  if (error.code !== 'commander.help') {
    const text = `session-admin: ${oneLine(describeUsage(error, argv, program))}`;
    io.stderr.write(await written(io.stderr, { text }));
  }
  return exit.usage;
}
