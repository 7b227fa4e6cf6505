import type { Command } from 'commander';
import { wordsOf, type Word } from './argv-words.js';

/**
 * Moves tokens that begin with a dash behind `--`, where commander takes them for what they are: one
 * token in 64 does. What an option takes for its value stays with it.
 */
export function withDashedTokens(argv: readonly string[], program: Command): string[] {
  const end = argv.indexOf('--');
  const words = wordsOf(end < 0 ? argv : argv.slice(0, end), program);
  const after = end < 0 ? [] : argv.slice(end + 1);
  const isDashed = ({ text, is }: Word): boolean => is === 'argument' && text.startsWith('-');
  const tokens = words.filter(isDashed);
  if (tokens.length === 0) return [...argv];
  const kept = words.filter((word) => !isDashed(word));
  return [...kept.map(({ text }) => text), '--', ...tokens.map(({ text }) => text), ...after];
}
