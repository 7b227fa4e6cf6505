import type { Session } from '../../index.js';
import { cellText } from './json.js';

/** Everybody who is logged in by a session, as one line. */
export const usersText = ({ users }: Session): string => users.map(cellText).join(', ');

/** The same for people: the first by name, where that is known. */
export function peopleText(session: Session): string {
  const { name, users } = session;
  if (name === null) return usersText(session);
  const [first = '', ...others] = users.map(cellText);
  return [`${cellText(name)} (${first})`, ...others].join(', ');
}
