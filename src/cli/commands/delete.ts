import type { CommandDefinition } from './command.js';

export const remove: CommandDefinition = {
  name: 'delete',
  alias: 'rm',
  summary: 'remove sessions: log people out',
  examples: [
    'session-admin delete q3Jx8kPd…',
    'session-admin delete --user 42',
    "session-admin delete --where 'role=admin' --yes",
    'session-admin list --user 42 --format tokens --reveal | session-admin delete -',
  ],

  arguments: [
    [
      '[token...]',
      'whole tokens, masked forms, prefixes and *, or - to read them from stdin, one a line',
    ],
  ],
  applications: 'several',
  changes: true,

  run: async (context, args, flags) => {
    const { runDelete } = await import('../delete/run.js');
    return runDelete(context, args, flags);
  },
};
