/** A table of users that is no framework's usual one, and its columns as they are called there. */
export interface PeopleColumns {
  /** `name` or `schema.name`. */
  table: string;
  id: string;
  /** What users log in with, at least one; the first that a user has is shown. */
  names: readonly string[];
}
