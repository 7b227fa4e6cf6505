import { defineLayout } from '../../define.js';
import { aliveAt } from '../../edges.js';
import { alphabetId, digits, lower } from '../../ids.js';
import { people } from '../../users.js';

const id = () => alphabetId(lower + digits, 26);

/**
 * Mattermost: an end in milliseconds, of which 0 is never. A personal access token and an app have
 * rows here too, which end in a hundred years.
 *
 * Source: mattermost/mattermost, server/public/model/session.go (`IsExpired`),
 * server/channels/store/sqlstore/session_store.go (`Cleanup`).
 */
export const mattermost = defineLayout({
  name: 'mattermost',
  title: 'Mattermost',
  tables: ['Sessions'],
  columns: {
    token: ['token'],
    data: ['props'],
    expiry: ['expiresat'],
    user: ['userid'],
    also: ['userid', 'createat', 'lastactivityat', 'deviceid', 'roles', 'isoauth'],
    own: ['id', 'expirednotify', 'voipdeviceid'],
    provenBy: 'names',
    dialects: ['postgres', 'mysql'],
  },
  expiry: {
    form: { sqlite: 'milliseconds', integer: 'milliseconds', naive: 'utc' },
    expired: aliveAt,
    purged: aliveAt,
    of: (format) => ({
      ...format,
      never: (column) => `${column} = 0`,
      value: (expiry) => (expiry === null ? 0 : format.value(expiry)),
    }),
  },
  payload: { codecs: ['json'], proves: () => null, optional: true, noise: ['csrf'] },
  user: { alone: true, tables: [people('users')] },
  facts: { created: { columns: ['createat'] }, lastSeen: { columns: ['lastactivityat'] } },
  key: { generate: id, form: /^[a-z0-9]{26}$/ },
  fills: [
    { column: 'id', with: 'random', replace: false },
    { column: 'createat', with: 'now', replace: false },
    { column: 'lastactivityat', with: 'now', replace: false },
    { column: 'deviceid', with: { text: '' }, replace: false },
    { column: 'roles', with: { text: 'system_user' }, replace: false },
    { column: 'isoauth', with: { text: '0' }, replace: false },
    { column: 'expirednotify', with: { text: '0' }, replace: true },
  ],
  cookie: 'plain',
  cookieName: 'MMAUTHTOKEN',
  livesOn: [
    { text: 'each server of Mattermost keeps a deleted session in memory for ten minutes at most' },
    {
      text: 'personal access tokens are taken until they are revoked',
      rows: { at: { table: 'useraccesstokens' }, user: 'userid' },
    },
  ],
});
