import type { CommandDefinition } from './command.js';

export const lockout: CommandDefinition = {
  name: 'lockout',
  summary: 'end all that lets one person in, and say what lives on',
  examples: [
    'session-admin lockout --user ann@example.test --dry-run',
    'session-admin lockout --user ann@example.test',
    'session-admin lockout --user 42 --except - --yes < my-cookie.txt',
  ],

  applications: 'several',
  changes: true,

  run: async (context, _args, flags) => {
    const { runLockout } = await import('../lockout/run.js');
    return runLockout(context, flags);
  },
};
