import type { CommandDefinition } from './command.js';

export const purge: CommandDefinition = {
  name: 'purge',
  summary: 'remove the expired sessions, once',
  examples: [
    'session-admin purge --dry-run',
    'session-admin purge --grace 7d',
    'session-admin purge --max-duration 10m --quiet',
  ],
  applications: 'several',
  changes: true,

  run: async (context, _args, flags) => {
    const { runPurge } = await import('../purge/run.js');
    return runPurge(context, flags);
  },
};
