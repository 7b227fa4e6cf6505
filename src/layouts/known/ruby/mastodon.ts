import { defineLayout } from '../../define.js';
import { onlyTheApplication } from '../../ids.js';
import { people } from '../../users.js';

const readOnly =
  'no session is added, for it comes with an OAuth token, by which Mastodon’s web client works';

/**
 * Mastodon: a row for each login, which nothing ends; the newest ten of a user stay. A cookie, of the
 * session or remembered, is taken while the row is there that a second cookie names.
 *
 * Source: mastodon/mastodon, app/models/session_activation.rb, config/initializers/devise.rb.
 */
export const mastodon = defineLayout({
  name: 'mastodon',
  title: 'Mastodon',
  tables: ['session_activations'],
  columns: {
    token: ['sessionid'],
    user: ['userid'],
    also: ['userid', 'accesstokenid', 'useragent', 'ip', 'createdat'],
    own: ['id', 'updatedat', 'webpushsubscriptionid'],
    provenBy: 'names',
    dialects: ['postgres'],
  },
  expiry: { form: { sqlite: 'micros', integer: null, naive: 'utc' } },
  payload: null,
  readOnly,
  user: { tables: [people('users')] },
  facts: {
    created: { columns: ['createdat'] },
    lastSeen: { columns: ['updatedat'] },
    ip: { columns: ['ip'] },
    agent: { columns: ['useragent'] },
  },
  key: { generate: onlyTheApplication(readOnly) },
  cookie: 'rails-signed',
  cookieName: '_session_id',
  livesOn: [
    {
      text: 'OAuth tokens, of the web client and of apps, are taken until they are revoked',
      rows: { at: { table: 'oauth_access_tokens' }, user: 'resourceownerid' },
    },
  ],
});
