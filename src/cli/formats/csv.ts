import { escapeText } from '../output/escape.js';
import { defineFormat, resultTexts } from './contract.js';

/** `csv`: RFC 4180 with a header line, which comes with the first row: no rows, no output. */
export const csv = defineFormat({
  name: 'csv',
  sessions: async ({ fields, reveal }) => {
    const [{ csvLines }, { defaultFields, fieldText }] = await Promise.all([
      import('../output/csv.js'),
      import('../output/field-text.js'),
    ]);
    const columns = fields ?? defaultFields;
    let header = [columns.map((field) => escapeText(field.label))];
    return {
      begin: () => '',
      rows: (sessions) => {
        if (sessions.length === 0) return '';
        const rows = sessions.map((session) =>
          columns.map((field) => fieldText(session, field, reveal)),
        );
        const text = csvLines([...header, ...rows]);
        header = [];
        return text;
      },
      end: () => '',
    };
  },
  results: async () => {
    const { csvLines } = await import('../output/csv.js');
    let isFirst = true;
    return (result) => {
      const header = isFirst ? [Object.keys(result).map(escapeText)] : [];
      isFirst = false;
      return csvLines([...header, resultTexts(result)]);
    };
  },
});
