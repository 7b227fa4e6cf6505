import { stringifyJson } from '../output/json.js';
import { defineFormat } from './contract.js';

/** `json`: one array, streamed, an object a line; one session or result is an object. */
export const json = defineFormat({
  name: 'json',
  forMachines: true,
  showsFacts: true,
  sessions: async (options) => {
    const { recordWriter } = await import('../output/record-text.js');
    const write = recordWriter(options);
    let any = false;
    return {
      begin: () => '[',
      rows: (sessions) =>
        sessions.map((session) => {
          const before = any ? ',\n  ' : '\n  ';
          any = true;
          return before + write(session);
        }),
      end: () => (any ? '\n]\n' : ']\n'),
    };
  },
  session: async (session, options) => {
    const { sessionRecord } = await import('../output/record.js');
    return `${stringifyJson(sessionRecord(session, options), 2)}\n`;
  },
  value: (value) => `${stringifyJson(value)}\n`,
  document: (value) => `${stringifyJson(value, 2)}\n`,
  results: () => (result) => `${stringifyJson(result)}\n`,
  list: { begin: '[', between: ',', end: ']\n' },
  report: (lines) => {
    const objects = lines.map(({ result }) => `\n  ${stringifyJson(result)}`);
    return Promise.resolve(`[${objects.join(',')}${objects.length > 0 ? '\n' : ''}]\n`);
  },
});
