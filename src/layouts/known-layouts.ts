import { factNames } from './facts.js';
import type { LayoutData } from './file/schema.js';

/** A layout that is known, and what the library makes of its tables. */
export interface KnownLayout {
  /** What the option `layout` takes; of several by one name the second is `name/2`. */
  readonly name: string;
  readonly title: string;
  /** The usual names of its table. */
  readonly tables: readonly string[];
  /** How payloads are encoded; empty where there are none. */
  readonly codecs: readonly string[];
  /** What is read of a session besides: `user`, `created`, `lastSeen`, `ip`, `agent`, `revoked`. */
  readonly reads: readonly string[];
  /** Why sessions are not written; null where they are. */
  readonly readOnly: string | null;
  /** Whether a session that is written can be somebody's without more. */
  readonly seeded: boolean;
  /** The form of its cookie; null where that is not known. */
  readonly cookie: string | null;
  /** It as a file of one's own, to start from. */
  readonly data: LayoutData;
}

/** Every layout that is known, in the order of their names. */
export async function knownLayouts(): Promise<KnownLayout[]> {
  const [{ variants }, { layoutData }] = await Promise.all([
    import('./variants.js'),
    import('./file/write.js'),
  ]);
  return variants.map((variant) => {
    const { name, layout } = variant;
    const { title, tables, payload, columns, user, facts, cookie } = layout;
    const hasUser = columns.user.length > 0 || user.find !== null || user.paths.length > 0;
    return {
      name,
      title,
      tables,
      codecs: payload?.codecs ?? [],
      reads: [
        ...(hasUser ? ['user'] : []),
        ...factNames.filter((fact) => facts[fact].columns.length > 0 || facts[fact].told !== null),
        ...(columns.revoked.length > 0 ? ['revoked'] : []),
      ],
      readOnly: layout.readOnly ?? payload?.readOnly ?? null,
      seeded: user.seeded || (payload === null && columns.user.length > 0),
      cookie,
      data: layoutData(variant),
    };
  });
}
