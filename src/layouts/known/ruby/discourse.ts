import { defineLayout } from '../../define.js';
import { deadAt } from '../../edges.js';
import { onlyTheApplication } from '../../ids.js';
import { people } from '../../users.js';

const hourMs = 3_600_000;
const rotateMs = 10 * 60_000;

/**
 * Discourse: a token is taken for `maximum_session_age` hours after its last rotation, which use
 * brings about; the cleanup leaves it for ten minutes more.
 *
 * Source: discourse/discourse, app/models/user_auth_token.rb (`lookup`, `cleanup!`) and
 * config/site_settings.yml.
 */
export const discourse = defineLayout({
  name: 'discourse',
  title: 'Discourse',
  tables: ['user_auth_tokens'],
  columns: {
    token: ['authtoken'],
    expiry: ['rotatedat'],
    user: ['userid'],
    also: ['userid', 'prevauthtoken', 'authtokenseen', 'createdat'],
    own: [
      'id',
      'seenat',
      'updatedat',
      'clientip',
      'useragent',
      'impersonateduserid',
      'impersonationexpiresat',
      'authenticatedwithoauth',
    ],
    lacks: ['revokedat'],
    provenBy: 'names',
    dialects: ['postgres'],
  },
  expiry: {
    form: { sqlite: 'micros', integer: null, naive: 'utc' },
    lifetimeMs: 1440 * hourMs,
    lifetimeFrom: {
      table: 'site_settings',
      name: 'name',
      value: 'value',
      is: 'maximum_session_age',
      counts: 'hours',
      unset: 'usual',
    },
    expired: deadAt,
    purged: (now) => new Date(now.getTime() - rotateMs),
  },
  payload: null,
  user: { tables: [people('users')] },
  facts: { created: 'createdat', lastSeen: 'rotatedat', ip: 'clientip', agent: 'useragent' },
  key: {
    generate: onlyTheApplication('Discourse keeps a hash of it with its secret_key_base'),
    form: /^[A-Za-z0-9+/]{27}=$/,
  },
  fills: [
    { column: 'prevauthtoken', with: 'key', replace: true },
    { column: 'createdat', with: 'now', replace: false },
    { column: 'updatedat', with: 'now', replace: true },
  ],
  livesOn: [
    {
      text: 'user API keys are taken until they are revoked',
      rows: { at: { table: 'user_api_keys' }, user: 'user_id' },
    },
  ],
});
