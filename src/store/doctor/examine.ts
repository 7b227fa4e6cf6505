import { SessionAdminError } from '../../errors.js';
import { failureKind } from '../../database/failures.js';
import type { Target } from '../target.js';
import {
  checkNames,
  skipped,
  type CheckName,
  type Examined,
  type ExamineBounds,
  type Finding,
} from './contract.js';
import { checks } from './registry.js';
import { span } from './words.js';
import { elapsed } from '../../clock.js';

export interface ExamineOptions {
  /** Which checks. Default is all of them. */
  only?: readonly CheckName[];
  /** From where on something is worth a warning. */
  bounds?: Partial<ExamineBounds>;
  /** Stops the examination with an error `ABORTED`. */
  signal?: AbortSignal;
}

const usualBounds: ExamineBounds = {
  indexedRows: 10_000,
  sampledRows: 1000,
  deadMs: 31 * 86_400_000,
  deadRows: 10_000,
  freeBytes: 1_000_000,
  logBytes: 1_000_000_000,
  checkMs: 10_000,
};

/** Makes the checks one after the other. Throws `DATABASE_UNAVAILABLE` where the database is gone. */
export async function examine(target: Target, options: ExamineOptions = {}): Promise<Examined[]> {
  const bounds = { ...usualBounds, ...options.bounds };
  const found: Examined[] = [];
  for (const check of checkNames) {
    if (options.only?.includes(check) === false) continue;
    const database = target.database.within({
      deadline: elapsed() + bounds.checkMs,
      ...(options.signal && { signal: options.signal }),
    });
    const finding = await checks[check]
      .run({ ...target, database }, bounds)
      .catch((error: unknown) => {
        if (options.signal?.aborted) throw error;
        return untold(error, bounds);
      });
    found.push({ check, ...finding });
  }
  return found;
}

/** Why a check came to nothing; throws what is no matter of one check. */
function untold(error: unknown, { checkMs }: ExamineBounds): Finding {
  if (!(error instanceof SessionAdminError) || failureKind(error) === 'unreachable') throw error;
  return error.code === 'ABORTED' || failureKind(error) === 'silent'
    ? skipped(`the database did not answer within ${span(checkMs)}`)
    : skipped(`it cannot be told: ${error.message}`);
}
