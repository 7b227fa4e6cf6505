import { readFileSync } from 'node:fs';
import { checkServerIdentity } from 'node:tls';
import { SessionAdminError } from '../errors.js';
import type { ServerLocation } from './connected.js';

/** What a driver hands to Node's TLS. */
export interface TlsOptions {
  rejectUnauthorized: boolean;
  /** mysql2: check that the certificate is for the host. */
  verifyIdentity: boolean;
  /** pg: the same. */
  checkServerIdentity?: typeof checkServerIdentity;
  ca?: string;
  cert?: string;
  key?: string;
  passphrase?: string;
}

type Check = 'none' | 'encrypt' | 'authority' | 'host';

/** The modes, as libpq (`sslmode`), MySQL (`ssl-mode`), Go (`tls`) and Node (`ssl`) call them. */
const modes: Partial<Record<string, Check>> = {
  '': 'none',
  disable: 'none',
  disabled: 'none',
  false: 'none',
  '0': 'none',
  allow: 'none',
  prefer: 'none',
  preferred: 'none',
  require: 'encrypt',
  required: 'encrypt',
  'no-verify': 'encrypt',
  'skip-verify': 'encrypt',
  '{"rejectunauthorized":false}': 'encrypt',
  'verify-ca': 'authority',
  'verify-full': 'host',
  'verify-identity': 'host',
  true: 'host',
  '1': 'host',
  '{"rejectunauthorized":true}': 'host',
};

const names = {
  mode: ['sslmode', 'ssl', 'tls'],
  ca: ['sslrootcert', 'sslca'],
  cert: ['sslcert'],
  key: ['sslkey'],
  passphrase: ['sslpassword'],
  // What libpq takes and Node has no use for.
  ignored: ['sslnegotiation', 'sslcompression', 'sslsni'],
} as const;

/**
 * Reads the TLS options of a URL; false for none.
 *
 * `require` encrypts and checks nothing, unless a root certificate is named: then it is `verify-ca`,
 * as libpq has it. `prefer` and `allow`, which promise nothing, are no TLS. On a socket there is none.
 */
export function tlsOptions({ host, driver }: ServerLocation): TlsOptions | false {
  const given = readGiven(driver);
  const asked = modes[(given.mode ?? '').toLowerCase().replaceAll(/\s/g, '').replace('_', '-')];
  if (asked === undefined) {
    throw invalid('an unknown TLS mode: give sslmode=require, verify-ca, verify-full or disable');
  }
  if (asked === 'none' || host.startsWith('/')) return false;
  const check = asked === 'encrypt' && given.ca !== undefined ? 'authority' : asked;
  return {
    rejectUnauthorized: check !== 'encrypt',
    verifyIdentity: check === 'host',
    ...(check !== 'host' && { checkServerIdentity: () => undefined }),
    ...(given.ca !== undefined && given.ca !== 'system' && { ca: certificate(given.ca) }),
    ...(given.cert !== undefined && { cert: certificate(given.cert) }),
    ...(given.key !== undefined && { key: certificate(given.key) }),
    ...(given.passphrase !== undefined && { passphrase: given.passphrase }),
  };
}

/** The options by what they are for. One that is misspelt, or unknown, must not mean "no TLS". */
function readGiven(driver: ServerLocation['driver']): Partial<Record<keyof typeof names, string>> {
  const given: Partial<Record<keyof typeof names, string>> = {};
  for (const [name, value] of Object.entries(driver)) {
    const plain = name.toLowerCase().replaceAll(/[-_]/g, '');
    if (!/^(?:ssl|tls)/.test(plain)) continue;
    const kind = Object.entries(names).find(([, all]) =>
      (all as readonly string[]).includes(plain),
    );
    if (!kind) {
      throw invalid('an unknown TLS option: give sslmode, sslrootcert, sslcert or sslkey');
    }
    if (value !== '') given[kind[0] as keyof typeof names] = value;
  }
  return given;
}

function certificate(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new SessionAdminError(
      'INVALID_ARGUMENT',
      'a certificate file that the database URL names cannot be read',
      { cause },
    );
  }
}

const invalid = (problem: string): SessionAdminError =>
  new SessionAdminError('INVALID_ARGUMENT', `the database URL has ${problem}`);
