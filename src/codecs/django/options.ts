import type { Clock } from '../../clock.js';

export interface DjangoOptions {
  /** The application's SECRET_KEY: writing needs it, reading does not. */
  secretKey?: string;
  /** The salt of its sessions. Default is `django.contrib.sessions.SessionStore`. */
  salt?: string;
  /** Refuse to decode what is not signed with the secret, as Django does. Default is `false`. */
  check?: boolean;
  /**
   * What to write: `signed`, or `legacy` as Django wrote before 3.1; a pickle, or what a serializer of
   * the application's own made, is not written. Default is `signed`.
   */
  form?: 'signed' | 'legacy' | 'pickle' | 'foreign';
  /** Where the time in a signature comes from. Default is the system's clock. */
  clock?: Pick<Clock, 'now'>;
}
