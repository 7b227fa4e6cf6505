import { readFileSync } from 'node:fs';
import { parseJson } from '../../src/codecs/reading/json.js';
import type { Json } from '../../src/session.js';

interface Sample {
  name: string;
  hex: string;
  json: Json;
}

/**
 * What Python 3.11, Ruby 3.1, PHP 8.2 and msgspec 0.22 wrote, and the JSON that it stands for.
 */
export const samples = parseJson(
  readFileSync(new URL('../fixtures/codecs/samples.json', import.meta.url), 'utf8'),
) as unknown as {
  pickle: (Sample & { protocol: number })[];
  marshal: Sample[];
  php: (Sample & { handler: 'php' | 'php_serialize' })[];
  msgpack: Sample[];
};
