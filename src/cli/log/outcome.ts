import { SessionAdminError } from '../../inside.js';
import { exit, exitCodeOf, isBySignal } from '../exit.js';
import { wasEnded } from '../interrupt.js';
import { ClosedPipe } from '../io.js';
import { HeldBack } from '../together/held-back.js';

/** What the log calls an error: never its message, which may hold anything. */
export function outcomeOf(error: unknown): string {
  if (error instanceof ClosedPipe) return 'done';
  if (wasEnded(error)) return 'interrupted';
  if (error instanceof HeldBack) return 'held back';
  if (exitCodeOf(error) === exit.refused) return 'refused';
  if (error instanceof SessionAdminError) return `failed: ${error.code}`;
  return `failed: ${error instanceof Error ? error.name : 'unknown'}`;
}

/** What it calls an exit code. */
export function outcomeOfCode(code: number): string {
  if (code === exit.done) return 'done';
  if (code === exit.refused) return 'refused';
  return isBySignal(code) ? 'interrupted' : `failed: ${code}`;
}
