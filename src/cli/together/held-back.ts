import { SessionAdminError } from '../../inside.js';

/** Nothing was done to an application, because another one was away. */
export class HeldBack extends SessionAdminError {
  constructor(message: string) {
    super('DATABASE_UNAVAILABLE', message);
  }
}
