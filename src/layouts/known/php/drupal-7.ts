import { defineLayout } from '../../define.js';
import { drupalColumns, drupalCommon, drupalFacts } from './drupal.js';
import { phpPayload } from './php.js';

/**
 * Drupal 7: a column more for the cookie of HTTPS, and the user in the row alone. Its last versions
 * have hashes of what the cookies carry, the others that itself.
 *
 * Source: drupal/drupal 7.x, includes/session.inc; modules/system/system.install.
 */
export const drupal7 = defineLayout({
  ...drupalCommon,
  title: 'Drupal 7',
  columns: {
    ...drupalColumns,
    previous: ['ssid'],
    also: [...drupalColumns.also, 'ssid'],
    own: ['cache'],
  },
  payload: { ...phpPayload, optional: true },
  readOnly: 'no session is added, for no row tells whether keys are what cookies carry or hashes',
  user: { guests: ['0'], tables: [{ name: 'users', id: 'uid', names: ['mail', 'name'] }] },
  facts: drupalFacts,
});
