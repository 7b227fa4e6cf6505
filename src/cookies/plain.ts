import type { CookieForm } from './contract.js';
import { checkedId, checkedName, decodedValue, encodedValue, type ValueEncoding } from './value.js';

/**
 * A cookie whose value is the id.
 *
 * PHP, Ruby and Node write it percent-encoded; Go (net/http) and Python (http.cookies, Werkzeug)
 * neither encode nor decode. Default is `percent`.
 */
export function createPlain(cookieName: string, encoding: ValueEncoding = 'percent'): CookieForm {
  return {
    cookieName: checkedName(cookieName),

    signed: false,

    write: (id) => encodedValue(checkedId(id), encoding),

    read: (value) => ({ id: checkedId(decodedValue(value, encoding)), signature: 'none' }),
  };
}
