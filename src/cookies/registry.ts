import { createAdonis } from './adonis.js';
import { createBetterAuth } from './better-auth.js';
import type { CookieForm, CookieFormName } from './contract.js';
import { createDirectus } from './directus.js';
import { createExpress } from './express.js';
import { createFlask } from './flask.js';
import { createLaravel } from './laravel.js';
import { createPlain } from './plain.js';
import { createRailsSigned } from './rails-signed.js';

/** Every form; the name is the one the application gave the cookie, where it is not the default. */
export const cookieForms = {
  express: createExpress,
  scs: (cookieName = 'session') => createPlain(cookieName, 'verbatim'),
  django: (cookieName = 'sessionid') => createPlain(cookieName, 'verbatim'),
  symfony: (cookieName = 'PHPSESSID') => createPlain(cookieName),
  rails: (cookieName = '_session_id') => createPlain(cookieName),
  flask: (cookieName?: string) => createFlask(cookieName),
  'flask-signed': (cookieName?: string) => createFlask(cookieName, true),
  authjs: (cookieName = 'authjs.session-token') => createPlain(cookieName),
  'better-auth': createBetterAuth,
  laravel: createLaravel,
  spring: (cookieName = 'SESSION') => createPlain(cookieName, 'verbatim'),
  plain: (cookieName = 'PHPSESSID') => createPlain(cookieName),
  adonis: createAdonis,
  directus: createDirectus,
  'rails-signed': createRailsSigned,
} satisfies Record<CookieFormName, (cookieName?: string) => CookieForm>;
