import type { RemoveResult } from '../../index.js';
import type { Context } from '../context.js';
import { wasEnded } from '../interrupt.js';
import { Progress } from '../progress.js';
import { counted } from '../text.js';

export const nothing: RemoveResult = { matched: 0, deleted: 0, renewed: 0 };

/**
 * Deletes with a progress line, which says how sessions are `ended`. Gives what came of it, also where a
 * signal broke it off, and null where the work itself came to nothing; where it fails half-way, says
 * first what was done.
 */
export async function sayingHowFar<Result extends RemoveResult | null>(
  context: Context,
  ended: string,
  work: (onProgress: (soFar: RemoveResult) => void) => Promise<Result>,
): Promise<Result | RemoveResult> {
  const progress = new Progress(context.io.stderr, context.settings.quiet);
  let soFar = nothing;
  try {
    const done = await work((result) => {
      soFar = result;
      context.journal?.did(result);
      progress.show(`${counted(result.deleted, 'session')} ${ended}`);
    });
    if (done !== null) context.journal?.did(done);
    return done;
  } catch (error) {
    if (wasEnded(error)) return soFar;
    if (soFar.deleted > 0) {
      progress.clear();
      await context.note(`${counted(soFar.deleted, 'session')} ${ended} before this:`);
    }
    throw error;
  } finally {
    progress.clear();
  }
}
