import type { Check, CheckName } from './contract.js';
import { clocks } from './checks/clocks.js';
import { connection } from './checks/connection.js';
import { deletion } from './checks/deletion.js';
import { expiryIndex } from './checks/expiry-index.js';
import { files } from './checks/files.js';
import { layout } from './checks/layout.js';
import { lifetime } from './checks/lifetime.js';
import { privileges } from './checks/privileges.js';
import { purge } from './checks/purge.js';
import { rows } from './checks/rows.js';
import { storage } from './checks/storage.js';
import { tokenIndex } from './checks/token-index.js';
import { version } from './checks/version.js';
import { writes } from './checks/writes.js';
import { zone } from './checks/zone.js';

/** Every check by its name: a file and a line here. */
export const checks: Readonly<Record<CheckName, Check>> = {
  connection,
  version,
  layout,
  clocks,
  zone,
  'expiry-index': expiryIndex,
  'token-index': tokenIndex,
  privileges,
  writes,
  lifetime,
  rows,
  purge,
  storage,
  deletion,
  files,
};
