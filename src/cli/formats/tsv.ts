import { fieldsWithApp } from '../values/fields.js';
import { defineFormat, lineByLine, resultTexts } from './contract.js';

/**
 * `tsv`: fields separated by tabs, without a header; nothing is cut.
 *
 * Tabs and newlines in a field are escaped, so that `cut` and `awk` see what is meant. There is no
 * guard against spreadsheet formulas: scripts need the values as they are. CSV has it.
 */
export const tsv = defineFormat({
  name: 'tsv',
  bare: true,
  sessions: async ({ fields, reveal, apps }) => {
    const { defaultFields, fieldText } = await import('../output/field-text.js');
    const columns = fieldsWithApp(fields ?? defaultFields, apps);
    return lineByLine(
      (session) => `${columns.map((field) => fieldText(session, field, reveal)).join('\t')}\n`,
    );
  },
  results: () => (result) => `${resultTexts(result).join('\t')}\n`,
});
