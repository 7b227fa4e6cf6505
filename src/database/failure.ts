import type { OptionName } from '../errors.js';

/** The part of a driver's error that a failure is told from. */
export interface DriverError {
  code: string;
  /** The server's number for it; 0 where there is none. */
  errno: number;
  /** Its words, which may hold values: only what can be nothing but a name is ever taken of them. */
  message: string;
  /** What the server names as the reason, where its driver tells: names, never values. */
  column?: string;
  constraint?: string;
  table?: string;
}

/** What a failure means for the caller; `what` is a sentence without values. */
export interface Failure {
  kind:
    | 'busy'
    | 'unreachable'
    /** No answer within its time: another try would wait as long again. */
    | 'silent'
    | 'read-only'
    /** The URL asks for what is not to be had there. */
    | 'configuration'
    | 'missing-table'
    | 'missing-database'
    | 'unsupported'
    /** This user may not do that; another way that needs less may do. */
    | 'forbidden'
    /** A constraint or a trigger forbids it of a row; of other rows it may well be done. */
    | 'constraint'
    /** Another row has what must be unique. */
    | 'duplicate'
    | 'refused';
  what: string;
  /** The caller's options that would help. */
  options?: readonly OptionName[];
  /** The column or index that it is about, where the database says which. */
  of?: string;
  /** It is of a foreign key, and the database does not say which. */
  unnamedKey?: true;
  /** The columns of that index, where the database says only them. */
  columns?: readonly string[];
}
