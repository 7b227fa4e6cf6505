import type { ExpiryFormat } from './contract.js';

const same = (sql: string): string => sql;

/** No column tells: no session runs out. */
export const never: ExpiryFormat = {
  name: 'none: sessions do not run out',
  zoneless: false,
  millis: () => 'NULL',
  never: null,
  fromText: null,
  stretches: () => [],
  ordered: true,
  exact: true,
  carry: same,
  bound: same,
  write: same,
  value: () => null,
};
