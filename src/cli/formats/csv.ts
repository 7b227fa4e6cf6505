import { csvLine } from '../output/csv.js';
import { escapeText } from '../output/escape.js';
import { fieldsWithApp } from '../values/fields.js';
import { defineFormat, resultTexts } from './contract.js';

/** `csv`: RFC 4180 with a header line, which comes with the first row: no rows, no output. */
export const csv = defineFormat({
  name: 'csv',
  sessions: async ({ fields, reveal, apps }) => {
    const { defaultFields, fieldText } = await import('../output/field-text.js');
    const columns = fieldsWithApp(fields ?? defaultFields, apps);
    let header = csvLine(columns.map((field) => escapeText(field.label)));
    return {
      begin: () => '',
      rows: (sessions) => {
        if (sessions.length === 0) return [];
        const before = header === '' ? [] : [header];
        header = '';
        const lines = sessions.map((session) =>
          csvLine(columns.map((field) => fieldText(session, field, reveal))),
        );
        return [...before, ...lines];
      },
      end: () => '',
    };
  },
  results: () => {
    let isFirst = true;
    return (result) => {
      const header = isFirst ? csvLine(Object.keys(result).map(escapeText)) : '';
      isFirst = false;
      return header + csvLine(resultTexts(result));
    };
  },
});
