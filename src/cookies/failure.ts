import { SessionAdminError, type OptionName } from '../errors.js';

/** Returns the error for what cannot be taken; the text holds no value, id or secret. */
export function invalid(text: string, ...options: OptionName[]): SessionAdminError {
  return new SessionAdminError('INVALID_ARGUMENT', text, { options });
}

/** Returns the error for a value that is no cookie of this form, or only a part of one. */
export function notThisCookie(cookieName: string, form: string): SessionAdminError {
  return invalid(`not a whole ${cookieName} cookie, which is ${form}: copy all of its value`);
}
