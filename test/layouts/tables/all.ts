import { abilityTables } from './abilities.js';
import type { FrameworkTable } from './contract.js';
import { applicationTables } from './applications.js';
import { expressTables } from './express.js';
import { otherTables } from './others.js';
import { phpTables } from './php.js';
import { productTables } from './products.js';
import { readOnlyTables } from './read-only.js';
import { sealedTables } from './sealed.js';

/** Every table that sessions are written into as well: what the contract of all layouts goes over. */
export const frameworkTables: readonly FrameworkTable[] = [
  ...expressTables,
  ...otherTables,
  ...abilityTables,
  ...phpTables,
  ...productTables,
  ...applicationTables,
];

/** A table with a row of the application's, by which its layout is found. */
export type KnownTable = Pick<
  FrameworkTable,
  'layout' | 'variant' | 'on' | 'table' | 'create' | 'row' | 'options' | 'mustBeNamed'
>;

/** Every layout's tables. */
export const knownTables: readonly KnownTable[] = [
  ...frameworkTables,
  ...readOnlyTables,
  ...sealedTables.map((table) => ({ ...table, row: table.insert(1, Date.UTC(2030, 0), 42) })),
];

export const titleOf = ({ layout, variant }: Pick<KnownTable, 'layout' | 'variant'>): string =>
  variant === undefined ? layout : `${layout}, ${variant}`;
