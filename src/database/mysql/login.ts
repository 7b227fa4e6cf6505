import type { AuthPlugin } from 'mysql2';

type Driver = typeof import('mysql2');

/** What a login ends with that would give the password away. */
export const passwordInPlainText = 'PASSWORD_IN_PLAIN_TEXT';

/**
 * The ways to log in over a connection that others may read: those in which the server gets the
 * password itself are refused. The driver would encrypt it with whatever key the server sends, and so
 * whoever sits in between would read it; MySQL's own client asks for --get-server-public-key.
 */
export const plainLogins = ({ authPlugins }: Driver): Record<string, AuthPlugin> => ({
  caching_sha2_password: (login) => {
    const standard = authPlugins.caching_sha2_password()(login);
    return (data) => (data.length === 1 && data[0] === fullLogin ? refuse() : standard(data));
  },
  sha256_password: () => refuse,
  mysql_clear_password: () => refuse,
});

/** The server has no fresh memory of this user, and wants the password itself. */
const fullLogin = 4;

function refuse(): never {
  throw Object.assign(new Error('the password would be readable'), { code: passwordInPlainText });
}
