import type { Layout, PayloadRule } from '../../contract.js';
import { alphabetId, digits, lower } from '../../ids.js';

/** What PHP keeps of a session, by either of its own handlers. */
export const phpPayload: Pick<PayloadRule, 'codecs' | 'bytes'> = {
  codecs: ['php-session', 'php'],
  bytes: true,
};

/** As PHP's session_create_id() makes them with the settings that it is shipped with. */
export const phpKey = { generate: () => alphabetId(digits + lower.slice(0, 22), 26) };

/** PHP's cookie, as `session.name` has it by default. */
export const phpCookie: Pick<Layout, 'cookie' | 'cookieName'> = {
  cookie: 'plain',
  cookieName: 'PHPSESSID',
};

/** How many seconds since 1970: what PHP's time() says. */
export const phpSeconds = { sqlite: 'seconds', integer: 'seconds', naive: 'utc' } as const;
