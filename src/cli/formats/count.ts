import { cellText } from '../output/json.js';
import { defineFormat } from './contract.js';

const isNumber = (value: unknown): boolean =>
  typeof value === 'number' || typeof value === 'bigint';

/** `count`: how many there are or were, and nothing else. */
export const count = defineFormat({
  name: 'count',
  showsPayloads: false,
  total: (all) => `${all}\n`,
  sessions: () => {
    let shown = 0;
    return {
      begin: () => '',
      rows: (sessions) => {
        shown += sessions.length;
        return [];
      },
      end: () => `${shown}\n`,
    };
  },
  report: (lines) => Promise.resolve(`${lines.length}\n`),
  results: () => (result, _, all) =>
    `${cellText(all ?? Object.values(result).find(isNumber) ?? 0)}\n`,
});
