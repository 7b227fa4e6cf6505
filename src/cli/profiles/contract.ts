/** Where a database's URL comes from that does not stand in the profile itself. */
export type DatabaseSource =
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'command'; readonly argv: readonly [program: string, ...words: string[]] };

/** An application by its name: what a user need not type for it. */
export interface Profile {
  readonly name: string;
  /** The file that it stands in. */
  readonly file: string;
  /** Options by their keys, as they would be typed; paths are absolute. */
  readonly options: Readonly<Partial<Record<string, string>>>;
  /** Null where `options` has the URL, or there is none. */
  readonly source: DatabaseSource | null;
  /** Whether its name must be typed before anything of it is deleted. */
  readonly protect: boolean;
  /** Whether others on this machine can read the file. */
  readonly readByOthers: boolean;
}
