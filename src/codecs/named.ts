import type { Codec } from './contract.js';

/** A codec by a name of its own. */
export type NamedCodec<Name extends string> = Omit<Codec, 'name'> & { readonly name: Name };
