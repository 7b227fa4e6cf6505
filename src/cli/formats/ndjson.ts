import { stringifyJson } from '../output/json.js';
import { defineFormat, lineByLine } from './contract.js';

/** `ndjson`: one object a line. */
export const ndjson = defineFormat({
  name: 'ndjson',
  forMachines: true,
  showsFacts: true,
  restores: true,
  sessions: async (options) => {
    const { recordWriter } = await import('../output/record-text.js');
    const write = recordWriter(options);
    return lineByLine((session) => `${write(session)}\n`);
  },
  value: (value) => `${stringifyJson(value)}\n`,
  document: (value) => `${stringifyJson(value)}\n`,
  results: () => (result) => `${stringifyJson(result)}\n`,
});
