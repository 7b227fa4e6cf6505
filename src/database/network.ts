import type { Failure } from './contract.js';

/** What Node and the drivers say when a server cannot be reached. */
const codes: Partial<Record<string, string>> = {
  ECONNREFUSED: 'nothing answers there (connection refused)',
  ECONNRESET: 'the connection broke',
  EPIPE: 'the connection broke',
  ETIMEDOUT: 'no answer in time',
  EHOSTUNREACH: 'there is no way to the host',
  ENETUNREACH: 'there is no way to the host',
  ENOTFOUND: 'the host name is unknown',
  EAI_AGAIN: 'the host name could not be looked up',
  ENOENT: 'there is no such socket',
  EACCES: 'access to the socket is denied',
  PROTOCOL_CONNECTION_LOST: 'the connection broke',
  PROTOCOL_SEQUENCE_TIMEOUT: 'no answer in time',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'the server’s TLS certificate is not trusted',
  SELF_SIGNED_CERT_IN_CHAIN: 'the server’s TLS certificate is not trusted',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'the server’s TLS certificate is not trusted',
  CERT_HAS_EXPIRED: 'the server’s TLS certificate has expired',
  ERR_TLS_CERT_ALTNAME_INVALID: 'the server’s TLS certificate is for another name',
  HANDSHAKE_NO_SSL_SUPPORT: 'the server does not support TLS',
};

/** A wrong certificate stays wrong, however often it is tried. */
const lasting = /CERT|SIGNATURE|SSL|EACCES/;

/** The drivers' messages that come without a code. */
const messages: [RegExp, string][] = [
  [/timeout|timed out/i, 'no answer in time'],
  [
    /Connection terminated|connection closed|closed state|Client has encountered a connection error/i,
    'the connection broke',
  ],
  [/does not support SSL/i, 'the server does not support TLS'],
];

/** Reads a failure of the network; null where it is none. */
export function networkFailure(code: string, message: string): Failure | null {
  const what = codes[code];
  if (what !== undefined) return { kind: lasting.test(code) ? 'refused' : 'unreachable', what };
  if (code !== '') return null;
  const known = messages.find(([pattern]) => pattern.test(message));
  if (!known) return null;
  return { kind: known[1].includes('TLS') ? 'refused' : 'unreachable', what: known[1] };
}
