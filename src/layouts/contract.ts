import type { Column, Dialect, TableName } from '../database/contract.js';
import type { CodecName } from '../session.js';
import type { ExpiryFormat } from './expiry/contract.js';

export const layoutNames = ['scs'] as const;
export type LayoutName = (typeof layoutNames)[number];

/**
 * How a framework's session table looks: axis 1 of the house, described as data.
 *
 * Edge rules for every layout:
 * - `columns` are compared without case and underscores; a layout matches where all are there.
 * - Where the framework's rule for a live row differs from `expiry >= now`, its ExpiryFormat says
 *   so; a row whose expiry cannot be read is never expired.
 */
export interface Layout {
  readonly name: LayoutName;
  /** What people call the framework. */
  readonly title: string;
  /** The names under which its table is usually found. */
  readonly tables: readonly string[];
  /** Where token, payload and expiry live. */
  readonly columns: { readonly token: string; readonly data: string; readonly expiry: string };
  /** The codec that the framework writes payloads with. */
  readonly codec: CodecName;
  /** Codecs in whose payloads the framework does not read a session. */
  readonly foreignCodecs: readonly CodecName[];
  /** The instant that a payload itself names as its session's end, at the latest; null for none. */
  endInPayload(payload: Uint8Array): Date | null;
  /** How expiry is written in this column; null where the layout does not know the type. */
  expiry(column: Column, dialect: Dialect): ExpiryFormat | null;
  /** The statements that create the table as the framework does; null where it is not ours to. */
  create(table: TableName, dialect: Dialect): string[] | null;
}

/** A table whose layout is known. Names in `sql` are quoted; the others are as declared. */
export interface BoundTable {
  readonly layout: Layout;
  readonly table: TableName;
  readonly sql: {
    readonly table: string;
    readonly token: string;
    readonly data: string;
    readonly expiry: string;
    /** The key to page by where no order was asked for. */
    readonly pageKey: string;
  };
  /** The columns that the layout does not use. */
  readonly extraColumns: readonly string[];
  readonly expiry: ExpiryFormat;
}
