import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { SessionAdminError } from '../../src/errors.js';
import { fixture } from '../helpers/folder.js';

/** A cookie that a framework made. */
export interface Vector {
  name: string;
  secret: string;
  id: string;
  cookie_header: string;
  set_cookie?: string;
  signed?: boolean;
  cipher?: string;
}

type File = Partial<Vector> & { cookies: Vector[] };

/** The vectors of one file; what they have in common stands beside them. */
export function vectorsOf(name: string): Vector[] {
  const file = JSON.parse(readFileSync(fixture('cookies', `${name}.json`), 'utf8')) as File;
  const { cookies, ...common } = file;
  return cookies.map((cookie) => ({ ...common, ...cookie }));
}

/** The value in `name=value`. */
export const valueOf = (header: string): string => header.slice(header.indexOf('=') + 1);

/** Gives the message of the SessionAdminError that comes; any other error is thrown on. */
export function refusal(run: () => unknown): string | null {
  try {
    run();
    return null;
  } catch (error) {
    if (error instanceof SessionAdminError && error.code === 'INVALID_ARGUMENT') {
      return error.message;
    }
    throw error;
  }
}

/** Text of any UTF-16 units, halves of characters among them. */
export const anyText = (maxLength: number): fc.Arbitrary<string> =>
  fc
    .array(fc.oneof(fc.nat(0x7f), fc.nat(0xffff)), { maxLength })
    .map((units) => String.fromCharCode(...units));
