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
