import type { Layout, LayoutName } from './contract.js';
import { scs } from './scs.js';

/** Every layout, in the order in which `auto` tries them. */
export const layouts = { scs } satisfies Record<LayoutName, Layout>;
