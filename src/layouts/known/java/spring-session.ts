import { randomUUID } from 'node:crypto';
import { defineLayout } from '../../define.js';
import { aliveAt, deadAt } from '../../edges.js';

/** A session that never ends: Java's longest whole number, Long.MAX_VALUE. */
const never = '9223372036854775807';

/**
 * Spring Session on JDBC: a row a session, and one for each of its attributes in a second table,
 * which the scripts of Spring let the database delete along; tables from before had no such key.
 * `EXPIRY_TIME` is the last access and the session's own interval, and is dead at that very instant;
 * the cleanup deletes what is earlier.
 *
 * Source: spring-session, JdbcIndexedSessionRepository.java, schema-*.sql, MapSession.java and
 * DefaultCookieSerializer.java (the cookie is the id in base64); spring-security,
 * JdbcTokenRepositoryImpl.java (`removeUserTokens`).
 */
export const springSession = defineLayout({
  name: 'spring-session',
  title: 'Spring Session (JDBC)',
  tables: ['SPRING_SESSION', '*spring_session'],
  columns: {
    token: ['sessionid'],
    expiry: ['expirytime'],
    user: ['principalname'],
    also: ['primaryid', 'creationtime', 'lastaccesstime', 'maxinactiveinterval'],
    provenBy: 'names',
  },
  expiry: {
    form: { sqlite: 'milliseconds', integer: 'milliseconds', naive: 'utc' },
    expired: deadAt,
    purged: aliveAt,
    of: (format) => ({ ...format, never: (column) => `${column} = ${never}` }),
  },
  payload: null,
  along: [
    {
      what: 'attributes',
      suffix: '_ATTRIBUTES',
      column: 'sessionprimaryid',
      parent: 'primaryid',
    },
  ],
  readOnly: 'no session is added, for what logs in is an attribute that Java writes',
  facts: { created: 'creationtime', lastSeen: 'lastaccesstime' },
  key: { generate: () => randomUUID(), ofId: ofCookie },
  // Of Spring Security.
  also: [{ what: 'remember-me tokens', at: { table: 'persistent_logins' }, user: 'username' }],
  cookie: 'spring',
});

const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** The cookie has the id in base64. */
function ofCookie(id: string): string {
  const text = Buffer.from(id, 'base64').toString('latin1');
  return uuid.test(text) ? text : id;
}
