import { exit } from '../exit.js';
import { UsageError } from '../usage.js';
import type { CommandDefinition } from './command.js';

export const profiles: CommandDefinition = {
  name: 'profiles',
  summary: 'list the applications that are known by name, or connect to each',
  examples: [
    'session-admin profiles',
    'session-admin profiles check',
    'session-admin profiles check shop blog',
  ],

  arguments: [
    ['[check]', 'connect to each, and find its table'],
    ['[name...]', 'the ones to connect to; by default all'],
  ],
  applications: 'none',
  completes: ({ length }) => (length === 0 ? ['check'] : []),

  run: async (context, [action, ...names], flags) => {
    if (action === undefined) {
      const { readProfiles } = await import('../profiles/read.js');
      const { linesOf } = await import('../profiles/listed.js');
      const lines = await linesOf(await readProfiles(context.io.env), context.io.env);
      await context.out.write(await context.reports()(lines));
      return exit.done;
    }
    if (action !== 'check') {
      throw new UsageError(
        'expected check, or nothing: an application is named before a command, as in @shop list',
        undefined,
        'profiles',
      );
    }
    const { everyName } = await import('../profiles/read.js');
    const { profilesNamed } = await import('../profiles/named.js');
    const { checkProfile } = await import('../profiles/check.js');
    const { runTogether } = await import('../together/run.js');
    const meant = names.length === 0 ? [everyName] : names.map((name) => name.replace(/^@/, ''));
    return runTogether(await profilesNamed(meant, context.io.env), {
      definition: { ...profiles, run: checkProfile },
      args: [],
      flags,
      io: context.io,
      debug: false,
    });
  },
};
