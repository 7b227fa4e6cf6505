import type { Failure } from './failure.js';

type Kind = 'unreachable' | 'silent' | 'refused';
type Known = readonly [Kind, string];

const broke: Known = ['unreachable', 'the connection broke'];
const silent: Known = ['silent', 'no answer in time'];
const noWay: Known = ['unreachable', 'there is no way to the host'];
const untrusted: Known = [
  'refused',
  'the server’s TLS certificate is not trusted: name its authority with sslrootcert=FILE in the URL',
];
const otherName: Known = [
  'refused',
  'the server’s TLS certificate is for another host name: use that name, or sslmode=verify-ca',
];
const noTls: Known = [
  'refused',
  'the server does not support TLS: sslmode=disable in the URL does without',
];
const tlsFailed: Known = [
  'refused',
  'TLS could not be set up with the server: sslmode=disable in the URL does without, readable for others',
];

/** What the URL can settle. */
const inUrl = new Set([untrusted, otherName, noTls, tlsFailed]);

/** What Node and the drivers say when a server cannot be reached. A wrong certificate stays wrong. */
const codes: Partial<Record<string, Known>> = {
  ECONNREFUSED: ['unreachable', 'nothing answers there (connection refused)'],
  ECONNRESET: broke,
  ECONNABORTED: broke,
  EPIPE: broke,
  ETIMEDOUT: silent,
  EHOSTUNREACH: noWay,
  EHOSTDOWN: noWay,
  ENETUNREACH: noWay,
  ENETDOWN: noWay,
  EADDRNOTAVAIL: noWay,
  ENOTFOUND: ['unreachable', 'the host name is unknown'],
  EAI_AGAIN: ['unreachable', 'the host name could not be looked up'],
  ENOENT: ['unreachable', 'there is no such socket'],
  ENOTSOCK: ['refused', 'what stands at that path is no socket'],
  EACCES: ['refused', 'access to the socket is denied'],
  PROTOCOL_CONNECTION_LOST: broke,
  PROTOCOL_SEQUENCE_TIMEOUT: silent,
  DEPTH_ZERO_SELF_SIGNED_CERT: untrusted,
  SELF_SIGNED_CERT_IN_CHAIN: untrusted,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: untrusted,
  UNABLE_TO_GET_ISSUER_CERT: untrusted,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: untrusted,
  CERT_SIGNATURE_FAILURE: untrusted,
  CERT_HAS_EXPIRED: ['refused', 'the server’s TLS certificate has expired'],
  CERT_NOT_YET_VALID: ['refused', 'the server’s TLS certificate is not valid yet'],
  ERR_TLS_CERT_ALTNAME_INVALID: otherName,
  HANDSHAKE_NO_SSL_SUPPORT: noTls,
  EPROTO: tlsFailed,
};

/** The drivers' messages that come without a code, or with one that says nothing. */
const messages: readonly (readonly [RegExp, Known])[] = [
  [/self.signed certificate|unable to (?:verify|get)/i, untrusted],
  [/certificate has expired/i, ['refused', 'the server’s TLS certificate has expired']],
  [/does not match certificate/i, otherName],
  [/not support SSL/i, noTls],
  [
    /error establishing an SSL connection/,
    ['unreachable', 'what answers there did not understand the wish for TLS'],
  ],
  [/before secure TLS connection|ECONNRESET|EPIPE/, broke],
  [/SSL|TLS/, tlsFailed],
  [/timeout|timed out/i, silent],
  [
    /Connection (?:terminated|ended)|connection (?:closed|is closing)|closed state|Client has encountered a connection error|Client was closed/i,
    broke,
  ],
];

const wordless = /^$|^HANDSHAKE_|^PROTOCOL_/;
/** OpenSSL's own, of which there are hundreds. */
const openssl = /^ERR_(?:SSL|OSSL|TLS)_/;

/** Reads a failure of the network; null where it is none. */
export function networkFailure(code: string, message: string): Failure | null {
  const known =
    codes[code] ??
    (openssl.test(code) ? tlsFailed : undefined) ??
    (wordless.test(code) ? messages.find(([pattern]) => pattern.test(message))?.[1] : undefined);
  if (known === undefined) return null;
  const [kind, what] = known;
  return inUrl.has(known) ? { kind, what, options: ['database'] } : { kind, what };
}
