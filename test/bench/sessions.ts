import { randomBytes, randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { gob } from './gob/codec.js';

const day = 86_400_000;

/** A session of an SCS application as `list --format ndjson --reveal` writes it. */
export interface BenchSession {
  token: string;
  expiry: string;
  /** The gob, in base64; about 300 bytes. */
  raw: string;
}

/** Makes a session; of six, five have expired. */
export function benchSession(n: number): BenchSession {
  const expiry = new Date(
    Date.now() + (n % 6 > 0 ? -randomInt(30 * day) : 600_000 + randomInt(day)),
  );
  const { payload } = gob.encode(
    {
      userID: n % 5000,
      csrfToken: randomBytes(24).toString('base64url'),
      flash: 'Welcome back',
      roles: ['admin', 'editor'],
      remember: n % 2 === 0,
      seen: n * 1.5,
    },
    { expiry },
  );
  return {
    token: randomBytes(32).toString('base64url'),
    expiry: expiry.toISOString(),
    raw: payload.toString('base64'),
  };
}

/** Writes sessions into files, a line each, in each of these forms. */
export async function writeSessions(
  count: number,
  files: Readonly<Record<string, (session: BenchSession) => string>>,
): Promise<void> {
  const outputs = Object.entries(files).map(([path, line]) => ({
    stream: createWriteStream(path),
    line,
  }));
  for (let n = 0; n < count; n++) {
    const session = benchSession(n);
    for (const { stream, line } of outputs) {
      if (!stream.write(`${line(session)}\n`)) await once(stream, 'drain');
    }
  }
  for (const { stream } of outputs) {
    stream.end();
    await once(stream, 'close');
  }
}
