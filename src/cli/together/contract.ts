import type { Output } from '../io.js';
import type { Settings } from '../settings.js';
import type { Search } from './anywhere.js';
import type { Question } from '../shared/ask.js';

/** What an application has in common with those that a command works on beside it. */
export interface Together {
  readonly out: Output;
  readonly err: Output;
  readonly formats: Settings['formats'];
  /** Whether there is a terminal to ask on. */
  readonly canAsk: boolean;
  /** Asks before sessions go, once for all of them. */
  ask(question: Question, signal: AbortSignal): Promise<boolean>;
  /** Whether one of them has what this one was asked for, and has or has not. */
  search(isHere: boolean): Promise<Search>;
}
