import { tokenText } from '../output/mask.js';
import { defineFormat, lineByLine } from './contract.js';

/** `tokens`: one token a line; what a command did has none. */
export const tokens = defineFormat({
  name: 'tokens',
  showsPayloads: false,
  bare: true,
  sessions: ({ reveal }) => lineByLine((session) => `${tokenText(session, reveal)}\n`),
  results: null,
});
