/** An instant within so many days before now, or from a day before to a week after, as ISO text. */
const before = (days: number): string =>
  `strftime('%Y-%m-%dT%H:%M:%fZ', 'now', -(abs(random()) % ${days * 86_400}) || ' seconds')`;
const around = `strftime('%Y-%m-%dT%H:%M:%fZ', 'now', ((abs(random()) % 691200) - 86400) || ' seconds')`;

/** Better-auth's table, whose columns tell all; of so many different users. */
export const columnsOnly = (rows: number, users: number): string => `
  PRAGMA journal_mode = off; PRAGMA synchronous = off;
  CREATE TABLE session (id text PRIMARY KEY, token text NOT NULL UNIQUE, userId text NOT NULL,
    expiresAt text NOT NULL, createdAt text NOT NULL, updatedAt text NOT NULL, ipAddress text,
    userAgent text);
  INSERT INTO session SELECT value, lower(hex(randomblob(16))), 'user' || (value % ${users}),
    ${around}, ${before(60)}, ${before(5)},
    '10.' || (value % 7) || '.' || (value % 113) || '.' || (value % 31),
    'Mozilla/5.0 (X11; Linux x86_64; rv:' || (100 + value % 40) || '.0) Gecko/20100101 Firefox/'
      || (100 + value % 40) || '.0'
  FROM generate_series(1, ${rows});`;

/** The users of such a table, as better-auth has them. */
export const usersOf = (users: number): string => `
  CREATE TABLE user (id text PRIMARY KEY, name text NOT NULL, email text NOT NULL UNIQUE);
  INSERT INTO user SELECT 'user' || value, 'User ' || value, 'user' || value || '@shop.example'
  FROM generate_series(0, ${users - 1});`;
