/** The keys that lead to a value in a payload. */
export type UserPath = readonly string[];

/** Where applications keep the id of who is logged in, by no convention but habit. */
export const usualUserPaths: readonly UserPath[] = [
  ['userID'],
  ['user_id'],
  ['userId'],
  ['authenticatedUserID'],
  ['user', 'id'],
  ['user'],
];

/** The usual paths below a key: where a framework keeps the application's values under one. */
export const usualPathsUnder = (key: string): UserPath[] =>
  usualUserPaths.map((path) => [key, ...path]);

/** A table of users: what it and its columns may be called. */
export interface PeopleRule {
  readonly name: string;
  readonly id: string;
  /** What a user logs in with, the one to show before others first. */
  readonly names: readonly string[];
}

/** What users log in with, the one that says most of who it is first. */
const usualNames = ['email', 'emailaddress', 'username', 'login'];

/** A framework's table of users, by the names that its columns usually have. */
export const people = (name: string): PeopleRule => ({ name, id: 'id', names: usualNames });
