import type { Json, JsonObject } from '../../../session.js';
import { defineLayout } from '../../define.js';
import { aliveInSecond, deadInSecond } from '../../edges.js';
import { hexId } from '../../ids.js';

/**
 * OpenCart 3 and 4: JSON, and an end in UTC. What ends in this very second is dead, and goes once that
 * is over; the shop itself purges at random, and did not from 3.0.0 to 3.0.3.6.
 *
 * Source: opencart/opencart, upload/system/library/session/db.php, session.php, cart/customer.php,
 * cart/user.php.
 */
export const opencart = defineLayout({
  name: 'opencart',
  title: 'OpenCart',
  tables: ['*_session', 'session'],
  columns: {
    token: ['sessionid'],
    data: ['data'],
    expiry: ['expire'],
    dialects: ['mysql'],
  },
  expiry: {
    form: { sqlite: 'micros', integer: null, naive: 'utc' },
    expired: deadInSecond,
    purged: aliveInSecond,
    swept: true,
  },
  // JSON is anybody's.
  payload: {
    codecs: ['json'],
    proves: () => null,
    optional: true,
    noise: ['user_token', 'customer_token', 'login_token'],
  },
  user: {
    find: logins,
    foundOnly: true,
    tables: [{ name: '*_customer', id: 'customerid', names: ['email'] }],
  },
  key: {
    generate: () => hexId(26),
    form: /^(?:[0-9a-f]{26}|[0-9a-f]{32})$/,
  },
  cookie: 'plain',
  cookieName: 'OCSESSID',
});

/** Who works in the back office has an id of another table, which is a customer's too. */
function logins({ customer_id: customer = null, user_id: admin = null }: JsonObject): Json[] {
  if (typeof admin !== 'string' && typeof admin !== 'number') return [customer];
  return admin === '' ? [customer] : [customer, `admin:${admin}`];
}
