import type { Context } from '../context.js';
import { exit } from '../exit.js';
import { failureOf } from '../failure.js';
import type { ReportLine } from '../formats/contract.js';
import { escapeText } from '../output/escape.js';

/** Connects to one application, finds its table, and says either that or what was in the way. */
export async function checkProfile(context: Context): Promise<number> {
  const write = context.reports();
  const { line, code } = await look(context);
  await context.out.write(await write([line]));
  return code;
}

async function look(context: Context): Promise<{ line: ReportLine; code: number }> {
  try {
    return await context.withStore({ readOnly: true, tellsDoubts: true }, ({ info }) => {
      const { database, table, layout } = info;
      const text = `ok    ${escapeText(`${database} · ${table} (${layout})`)}`;
      const result = { status: 'ok', database, table, layout, error: null };
      return Promise.resolve({ line: { result, text }, code: exit.done });
    });
  } catch (error) {
    const { message, code } = failureOf(error, false);
    const result = { status: 'fail', database: null, table: null, layout: null, error: message };
    return { line: { result, text: `fail  ${message}` }, code };
  }
}
