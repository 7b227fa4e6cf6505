import { exit } from '../exit.js';
import { shippedText } from '../shipped.js';
import { UsageError } from '../usage.js';
import { oneOf } from '../values/one-of.js';
import type { CommandDefinition } from './command.js';

/** The shells that there is a script for. */
const shells = ['bash', 'zsh', 'fish'] as const;

export const completion: CommandDefinition = {
  name: 'completion',
  applications: 'none',
  summary: 'print a script that makes a shell complete commands, options and values',
  examples: [
    'eval "$(session-admin completion bash)"',
    'eval "$(session-admin completion zsh)"',
    'session-admin completion fish | source',
  ],

  arguments: [['[shell]', `which: ${shells.join(', ')}`]],
  completes: (before) => (before.length === 0 ? shells : []),

  run: async (context, [shell]) => {
    if (shell === undefined) throw new UsageError(`give a shell: ${shells.join(', ')}`);
    const script = shippedText('completion', `session-admin.${oneOf(shells, shell)}`);
    await context.out.write(script ?? '');
    return exit.done;
  },
};
