import type { CommandDefinition } from './command.js';

export const watch: CommandDefinition = {
  name: 'watch',
  summary: 'remove the expired sessions every interval, until interrupted',
  examples: [
    'session-admin watch',
    'session-admin watch --interval 10m --jitter 20',
    'session-admin watch --health-file /run/session-admin.ok --format ndjson',
  ],

  changes: true,

  run: async (context, _args, flags) => {
    const { runWatch } = await import('../watch/run.js');
    return runWatch(context, flags);
  },
};
