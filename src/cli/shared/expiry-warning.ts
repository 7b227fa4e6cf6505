import type { SequelizeStore } from '../../index.js';
import type { Context } from '../context.js';

/** Says so where sessions that are shown as expired, or left out, may be alive. */
export async function warnAboutExpiry(context: Context, store: SequelizeStore): Promise<void> {
  const warning = await store.expiryWarning();
  if (warning !== null) await context.warn(warning);
}
