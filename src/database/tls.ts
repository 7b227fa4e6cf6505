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

/** How a connection is to be protected. */
export interface TlsPlan {
  /** False for plain text. */
  options: TlsOptions | false;
  /** Plain text will do with a server that offers no TLS. */
  optional: boolean;
}

type Check = 'none' | 'offered' | 'encrypt' | 'authority' | 'host';

/** The modes, as libpq (`sslmode`), MySQL (`ssl-mode`), Go (`tls`) and Node (`ssl`) call them. */
const modes: Partial<Record<string, Check>> = {
  disable: 'none',
  disabled: 'none',
  false: 'none',
  '0': 'none',
  allow: 'offered',
  prefer: 'offered',
  preferred: 'offered',
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

type Given = Partial<Record<keyof typeof names, string>>;

/**
 * Reads the TLS options of a URL.
 *
 * Without a mode TLS is used where the server offers it, as psql and the mysql client do, and no
 * certificate is checked; `prefer` and `allow` say the same. Who names a certificate and no mode wants
 * the server checked: then it is `verify-full`. `require` encrypts and checks nothing, unless a root
 * certificate is named: then it is `verify-ca`, as libpq has it; and with the system's list, in which
 * anybody can get a certificate, `verify-full`. On a socket there is no TLS.
 */
export function tlsPlan({ host, driver }: Pick<ServerLocation, 'host' | 'driver'>): TlsPlan {
  const given = readGiven(driver);
  const check = checkOf(given);
  if (check === 'none' || host.startsWith('/')) return { options: false, optional: false };
  const options = {
    rejectUnauthorized: check === 'authority' || check === 'host',
    verifyIdentity: check === 'host',
    ...(check !== 'host' && { checkServerIdentity: () => undefined }),
    ...(given.ca !== undefined && given.ca !== 'system' && { ca: certificate(given.ca) }),
    ...(given.cert !== undefined && { cert: certificate(given.cert) }),
    ...(given.key !== undefined && { key: certificate(given.key) }),
    ...(given.passphrase !== undefined && { passphrase: given.passphrase }),
  };
  return { options, optional: check === 'offered' };
}

function checkOf({ mode, ca, cert, key }: Given): Check {
  if (mode === undefined) return (ca ?? cert ?? key) === undefined ? 'offered' : 'host';
  const asked = modes[mode.toLowerCase().replaceAll(/\s/g, '').replace('_', '-')];
  if (asked === undefined) {
    throw invalid('an unknown TLS mode: give sslmode=require, verify-ca, verify-full or disable');
  }
  if (ca === undefined) return asked;
  if (asked === 'offered' || (asked === 'none' && ca === 'system')) {
    throw invalid('a root certificate and a TLS mode that does not look at it: give verify-full');
  }
  if (asked === 'none') return asked;
  return ca === 'system' || asked === 'host' ? 'host' : 'authority';
}

/** The options by what they are for. One that is misspelt, or unknown, must not mean "no TLS". */
function readGiven(driver: ServerLocation['driver']): Given {
  const given: Given = {};
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
      { cause, options: ['database'] },
    );
  }
}

const invalid = (problem: string): SessionAdminError =>
  new SessionAdminError('INVALID_ARGUMENT', `the database URL has ${problem}`, {
    options: ['database'],
  });
