import { layoutNames } from '../session.js';
import type { Layout } from './contract.js';
import { layouts } from './registry.js';

/** A layout by a name of its own: where several have one, the second is `name/2`. */
export interface Variant {
  readonly name: string;
  readonly layout: Layout;
}

/** Every layout that is known, in the order of their names. */
export const variants: readonly Variant[] = layoutNames.flatMap((name) =>
  name === 'custom'
    ? []
    : layouts[name].map((layout, at) => ({ name: at === 0 ? name : `${name}/${at + 1}`, layout })),
);

export const variantNames: readonly string[] = variants.map(({ name }) => name);
