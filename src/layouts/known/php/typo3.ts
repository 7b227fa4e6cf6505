import { defineLayout } from '../../define.js';
import { aliveInSecond } from '../../edges.js';
import { onlyTheApplication } from '../../ids.js';
import { phpSeconds } from './php.js';

/**
 * TYPO3's sessions of the backend, and of the site's visitors, who are the user 0: those live a day,
 * and others for `sessionTimeout` after their last use, or for `lifetime` where that is longer, as
 * the sweeping has it (`UserSessionManager::create`).
 *
 * Source: TYPO3/typo3, typo3/sysext/core/Classes/Session/UserSessionManager.php (`hasExpired`) and
 * Backend/DatabaseSessionBackend.php; typo3/sysext/core/Configuration/DefaultConfiguration.php.
 */
const common = {
  name: 'typo3',
  payload: { codecs: ['php'], open: true, bytes: true },
  facts: { lastSeen: { columns: ['seststamp'] } },
  key: {
    generate: onlyTheApplication('TYPO3 keeps a hash of it with its encryptionKey'),
    form: /^(?:[0-9a-f]{32}|[0-9a-f]{64})$/,
  },
  fills: [{ column: 'sesiplock', with: { text: '[DISABLED]' }, replace: false }],
} as const;
const columns = {
  token: ['sesid'],
  data: ['sesdata'],
  expiry: ['seststamp'],
  user: ['sesuserid'],
  also: ['sesiplock', 'sesuserid'],
  own: ['sesname', 'seshashlock', 'sesdisable', 'sesbackuserid', 'sesanonymous'],
  provenBy: 'names',
} as const;
const rule = {
  form: phpSeconds,
  expired: aliveInSecond,
  purged: aliveInSecond,
  swept: true,
} as const;

export const typo3Backend = defineLayout({
  ...common,
  title: 'TYPO3 (backend)',
  tables: ['be_sessions'],
  columns: { ...columns, lacks: ['sespermanent'] },
  expiry: { ...rule, lifetimeMs: 28_800_000 },
  user: { guests: ['0'], tables: [{ name: 'be_users', id: 'uid', names: ['username', 'email'] }] },
});

export const typo3Frontend = defineLayout({
  ...common,
  title: 'TYPO3 (site)',
  tables: ['fe_sessions'],
  columns: { ...columns, also: [...columns.also, 'sespermanent'] },
  expiry: {
    ...rule,
    lifetimeMs: 6_000_000,
    others: [{ of: 'anonymous', lifetimeMs: 86_400_000 }],
  },
  user: { guests: ['0'], tables: [{ name: 'fe_users', id: 'uid', names: ['username', 'email'] }] },
});
