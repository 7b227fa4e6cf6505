import type { SequelizeStore, SessionFilter } from '../../index.js';
import { escapeText } from '../output/escape.js';

/** What becomes of the sessions that a filter lets pass when they are deleted, in words. */
export function endedWords({ info }: SequelizeStore, { state = 'active' }: SessionFilter): string {
  const isMarked = info.logout === 'marks' && (state === 'active' || state === 'unmarked');
  if (!isMarked) return 'deleted';
  const as =
    info.layout === 'custom' ? '' : `, as ${escapeText(info.title.replace(/ \(.*/, ''))} does`;
  return `marked as logged out${as}`;
}

/** The sessions of somebody, of whatever state, that are still to be ended. */
export const toBeEnded = ({ info }: SequelizeStore): Pick<SessionFilter, 'state'> => ({
  state: info.logout === 'marks' ? 'unmarked' : 'all',
});
