import type { CodecName } from '../session.js';
import { adonis } from './adonis.js';
import { base64 } from './base64.js';
import type { Codec } from './contract.js';
import { django } from './django/index.js';
import { gob } from './gob/index.js';
import { json } from './json.js';
import { laravel } from './laravel/index.js';
import { marshal } from './marshal/index.js';
import { msgpack } from './msgpack/index.js';
import { phpBase64 } from './php/base64.js';
import { php, phpSession } from './php/index.js';
import { matomo } from './php/matomo.js';
import { pickle } from './pickle/index.js';
import { rails } from './rails.js';
import { securecookie } from './securecookie.js';
import { text } from './text.js';
import { tower } from './tower.js';

/** Every codec. */
export const codecs = {
  gob,
  json,
  adonis,
  django,
  laravel,
  rails,
  marshal,
  php,
  'php-session': phpSession,
  'php-base64': phpBase64,
  matomo,
  pickle,
  msgpack,
  tower,
  securecookie,
  base64,
  text,
} satisfies Record<CodecName, Codec>;
