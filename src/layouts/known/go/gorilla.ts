import { defineLayout } from '../../define.js';
import { aliveAt } from '../../edges.js';
import { onlyTheApplication } from '../../ids.js';

const readOnly = 'no session is added, for its values are signed with the application’s keys';

/**
 * gorilla/sessions in a table. pgstore looks at no end when it reads, and deletes what is over where
 * the application lets it; the others look, and delete nothing.
 *
 * Source: antonlindstrom/pgstore, pgstore.go and cleanup.go; srinathgs/mysqlstore, mysqlstore.go;
 * michaeljs1990/sqlitestore, sqlitestore.go.
 */
const common = {
  name: 'gorilla',
  expiry: {
    form: { sqlite: 'space-offset', integer: null, naive: 'utc' },
    expired: aliveAt,
    purged: aliveAt,
  },
  payload: { codecs: ['securecookie'], bytes: true },
  facts: { created: { columns: ['createdon'] }, lastSeen: { columns: ['modifiedon'] } },
  readOnly,
} as const;
const columns = { expiry: ['expireson'], also: ['createdon', 'modifiedon'], own: ['id'] } as const;

export const pgstore = defineLayout({
  ...common,
  title: 'pgstore (gorilla/sessions)',
  tables: ['http_sessions'],
  columns: { ...columns, token: ['key'], data: ['data'], dialects: ['postgres'] },
  key: { generate: onlyTheApplication(readOnly), form: /^[A-Z2-7]{52}$/, unique: false },
});

/** Their cookies carry the row's number, signed. */
export const mysqlstore = defineLayout({
  ...common,
  title: 'mysqlstore and sqlitestore (gorilla/sessions)',
  tables: ['sessions', 'http_sessions'],
  columns: { ...columns, token: ['id'], data: ['sessiondata'], dialects: ['sqlite', 'mysql'] },
  key: { generate: () => '', counted: true },
});
