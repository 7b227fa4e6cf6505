/** What a database says of itself. */
export interface Standing {
  /** Its product and version: `PostgreSQL 15.4`. */
  readonly version: string;
  /** The oldest version that is known to do, where this one is older; else null. */
  readonly wants: string | null;
  /** Why it takes no writes now, in words; null where it takes them. */
  readonly readOnly: string | null;
}

/** What a user may be granted on a table. */
export const privilegeNames = ['SELECT', 'INSERT', 'UPDATE', 'DELETE'] as const;
export type Privilege = (typeof privilegeNames)[number];

/** What this user may do with a table. */
export interface Privileges {
  /** Null where the database does not tell. */
  readonly held: Readonly<Record<Privilege, boolean | null>>;
  /** The statement or command that would give the user some more. */
  readonly grant: (missing: readonly Privilege[]) => string;
}

/** A file of this machine with sessions in it. */
export interface DataFile {
  readonly path: string;
  /** What everybody on the machine may do with it, by its mode and that of the folders above it. */
  readonly forOthers: 'nothing' | 'read' | 'write';
  /** The command that keeps them out. */
  readonly close: string;
}

/** Whether a version, as `8.0.36` begins, is older than another. */
export function isOlder(version: string, than: readonly [major: number, minor: number]): boolean {
  const [major = 0, minor = 0] = version.split('.').map((part) => parseInt(part, 10));
  return major < than[0] || (major === than[0] && minor < than[1]);
}
