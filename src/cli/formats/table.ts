import { escapeText } from '../output/escape.js';
import { defineFormat } from './contract.js';

/** `table`: for people; a result is the sentence. */
export const table = defineFormat({
  name: 'table',
  forPeople: true,
  mostRows: 100,
  showsFacts: true,
  sessions: async (options) => (await import('../output/table.js')).createTable(options),
  session: async (session, options) =>
    (await import('../output/detail.js')).renderDetail(session, options),
  results: () => (_, sentence) => `${escapeText(sentence)}\n`,
  report: (lines) => Promise.resolve(lines.map(({ text }) => `${text}\n`).join('')),
});
