import { parseJson } from '../../src/codecs/reading/json.js';
import { stringifyJson } from '../../src/cli/output/json.js';
import { savedIn, type Keep, type SavedSession } from '../../src/index.js';
import type { Entry, JsonObject } from '../../src/index.js';

/** Keeps sessions as lines, as a file does. */
export class Kept implements Keep {
  lines: string[] = [];
  #settled = 0;

  save(sessions: readonly SavedSession[]): Promise<void> {
    this.lines.push(...sessions.map((one) => stringifyJson({ ...one })));
    return Promise.resolve();
  }

  settle(gone: boolean): Promise<void> {
    if (gone) this.#settled = this.lines.length;
    else this.lines.length = this.#settled;
    return Promise.resolve();
  }

  entries(): Entry[] {
    return this.lines.map((line) => {
      const record = parseJson(line) as JsonObject;
      const { token, raw } = record as { token: string; raw: string | null };
      const saved = savedIn(record);
      const data = raw === null ? null : Buffer.from(raw, 'base64');
      return { token, data, expiry: null, ...(saved && { saved }) };
    });
  }
}
