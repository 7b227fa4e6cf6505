import type { CommandDefinition } from './command.js';

export const log: CommandDefinition = {
  name: 'log',
  summary: 'show what was changed and by whom, or whether the log is whole',
  examples: [
    'session-admin log show --log changes.log --since -7d',
    'session-admin log show changes.log --user 42',
    'session-admin log verify changes.log',
  ],

  arguments: [
    ['[action]', 'show or verify'],
    ['[path]', 'the log; by default that of --log'],
    ['[hash]', 'verify: the hash of a line that must be in it, as an earlier verify said'],
  ],

  completes: ({ length }) => (length === 0 ? ['show', 'verify'] : length === 1 ? 'path' : []),

  run: async (context, args, flags) => {
    const { runLog } = await import('../log/run.js');
    return runLog(context, args, flags);
  },
};
