import { defineLayout } from '../../define.js';
import { aliveInSecond } from '../../edges.js';
import { onlyTheApplication } from '../../ids.js';
import { phpSeconds } from './php.js';

const readOnly = 'no session is added, for what logs in is an object of PHP’s that Moodle makes';
const hourMs = 3_600_000;

/**
 * Moodle: the second of the last use, as it is written down every 20 s at most, and `sessiontimeout` of
 * the site's settings. The guest account, the user 1, has five times that. A plugin for logins may keep
 * a session longer, which no column tells. With files or Redis for a handler the rows are there too,
 * without a payload, and a deletion ends the session all the same.
 *
 * Source: moodle/moodle, lib/classes/session/manager.php (`initialise_user_session`, `gc`),
 * lib/classes/session/database.php, admin/settings/server.php.
 */
export const moodle = defineLayout({
  name: 'moodle',
  title: 'Moodle',
  tables: ['mdl_sessions', '*sessions'],
  columns: {
    token: ['sid'],
    data: ['sessdata'],
    expiry: ['timemodified'],
    user: ['userid'],
    also: ['userid', 'timecreated', 'firstip', 'lastip'],
    own: ['id', 'state'],
    provenBy: 'names',
    dialects: ['postgres', 'mysql'],
  },
  expiry: {
    form: phpSeconds,
    lifetimeMs: 8 * hourMs,
    lifetimeFrom: {
      table: '*config',
      name: 'name',
      value: 'value',
      is: 'sessiontimeout',
      counts: 'seconds',
      unset: 'unknown',
    },
    others: [{ of: { column: 'userid', is: ['1'] }, lifetimeMs: 40 * hourMs, inProportion: true }],
    expired: aliveInSecond,
    purged: aliveInSecond,
    swept: true,
  },
  payload: { codecs: ['php-base64'], optional: true, readOnly },
  readOnly,
  user: {
    alone: true,
    guests: ['0', '1'],
    tables: [{ name: '*user', id: 'id', names: ['email', 'username'] }],
  },
  facts: { created: 'timecreated', lastSeen: 'timemodified', ip: 'lastip' },
  key: { generate: onlyTheApplication(readOnly) },
  cookie: 'plain',
  cookieName: 'MoodleSession',
  livesOn: [
    {
      text: 'tokens of web services and of the mobile app are taken until they are deleted',
      rows: { at: { table: '*external_tokens' }, user: 'userid' },
    },
  ],
});
