import type { PurgeResult, SequelizeStore, Session } from '../../index.js';
import type { Context } from '../context.js';
import { formatDuration } from '../values/duration.js';

/** More than this between two clocks is a clock that is wrong. */
const largestSkewMs = 5000;

/** Says by how much this machine's clock and the database's are apart, where it matters. */
export async function warnAboutSkew(context: Context, { skewMs }: PurgeResult): Promise<void> {
  if (Math.abs(skewMs) <= largestSkewMs) return;
  const [slow, fast] =
    skewMs > 0 ? ["this machine's", "the database's"] : ["the database's", "this machine's"];
  await context.warn(
    `${fast} clock is ${formatDuration(Math.abs(skewMs))} ahead of ${slow}: only what both say has expired is deleted`,
  );
}

/**
 * Shows the rule by which sessions have expired where no column says it, and names the statement
 * that would spare each purge a look at the whole table.
 */
export async function explainTable(context: Context, store: SequelizeStore): Promise<void> {
  const { layout, title, expiry } = store.info;
  if (expiry.lifetime > 0 && layout !== 'custom') {
    const { setting } = expiry;
    const says = setting === null ? `the default for ${title}` : `as its setting ${setting} has it`;
    const whose =
      context.settings.lifetime === undefined ? `${says}; say another with` : 'as given by';
    await context.note(
      `expired: ${expiry.rule} has passed (${whose} --lifetime or SESSION_ADMIN_LIFETIME)`,
    );
  }
  const statement = await store.missingIndex();
  if (statement === null) return;
  await context.note(
    'warning: no index on expiry, so a purge reads the whole table; to add one',
    statement,
  );
}

/** Says so where what is shown as expired, or left out, may be alive, or the other way round. */
export async function warnAboutExpiry(
  context: Context,
  store: SequelizeStore,
  shown: Session | null = null,
): Promise<void> {
  const warning = await store.expiryWarning(shown);
  if (warning !== null) await context.warn(warning);
}
