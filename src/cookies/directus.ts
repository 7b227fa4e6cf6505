import { createHmac } from 'node:crypto';
import { objectOf } from '../codecs/json-object.js';
import type { CookieForm, CookieSignature } from './contract.js';
import { invalid, notThisCookie } from './failure.js';
import { isSame, secretsOf } from './secrets.js';
import { checkedId, checkedName, decodedValue, encodedValue } from './value.js';

/** The cookie that says more than which session it is. */
const sessionCookie = 'directus_session_token';

/** Three parts between dots, which no id of Directus has. */
const jwtForm = /^([\w-]+)\.([\w-]+)\.([\w-]*)$/;

/** What a text as the secret may sign with. */
const digests = new Map([
  ['HS256', 'sha256'],
  ['HS384', 'sha384'],
  ['HS512', 'sha512'],
]);

/**
 * The cookies of Directus: a refresh token as it is, or a JWT whose claim `session` is the token of
 * the row, signed with SECRET. Both are read; the JWT also says the user's role and rights, so that
 * only the other is written.
 *
 * Source: directus/directus, api/src/services/authentication.ts (`login`, `refresh`),
 * api/src/utils/jwt.ts.
 */
export function createDirectus(cookieName = 'directus_refresh_token'): CookieForm {
  return {
    cookieName: checkedName(cookieName),

    alsoCalled: [sessionCookie],

    signed: false,

    write: (id) => {
      if (cookieName === sessionCookie)
        throw invalid(`a ${sessionCookie} cookie says what its user may do, and is not made`);
      if (jwtForm.test(checkedId(id))) throw invalid('that id would be read as a JWT');
      return encodedValue(id);
    },

    read: (value, secret) => {
      const text = decodedValue(value);
      const [, header, claims, given] = jwtForm.exec(text) ?? [];
      if (header === undefined || claims === undefined || given === undefined)
        return { id: checkedId(text), signature: 'none' };
      const { alg } = partOf(header);
      const { session } = partOf(claims);
      if (session === undefined)
        throw invalid('that token is of no session: it is an access token, which no row is of');
      if (typeof session !== 'string') throw notJwt();
      const signed = `${header}.${claims}`;
      return { id: checkedId(session), signature: signatureOf(signed, alg, given, secret) };
    },
  };
}

function signatureOf(
  signed: string,
  algorithm: unknown,
  given: string,
  secret: string | undefined,
): CookieSignature {
  if (secret === undefined) return 'unchecked';
  const digest = typeof algorithm === 'string' ? digests.get(algorithm) : undefined;
  if (digest === undefined) return 'invalid';
  const made = createHmac(digest, secretsOf(secret)[0]).update(signed).digest();
  return isSame(Buffer.from(given, 'base64url'), made) ? 'valid' : 'invalid';
}

/** The values of a part of a JWT. */
function partOf(part: string): Readonly<Record<string, unknown>> {
  const values = objectOf(Buffer.from(part, 'base64url'));
  if (values === null) throw notJwt();
  return values;
}

const notJwt = () => notThisCookie(sessionCookie, 'a JWT of three parts');
