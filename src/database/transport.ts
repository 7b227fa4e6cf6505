import type { Sequelize } from 'sequelize';
import type { Transport } from './connected.js';
import type { TlsPlan } from './tls.js';

/** Whether a host's name, or the folder of a socket, is of this machine. */
export const isThisMachine = (host: string): boolean =>
  host.startsWith('/') || /^(?:(?:.+\.)?localhost|127(?:\.\d+){3}|\[?::1\]?)\.?$/i.test(host);

/** The part of Sequelize's connection manager that makes a connection. */
interface Connecting {
  connect(config: { dialectOptions?: object }): Promise<object>;
}

/**
 * Has connections made without TLS, with these options in place of others, where TLS is optional and
 * the server says that it has none. Where TLS fails for any other reason there is no way back: it may
 * be somebody in between.
 */
export function settleTransport(
  sequelize: Sequelize,
  { options, optional }: TlsPlan,
  plain: object,
): () => Transport | null {
  let used: Transport | null = null;
  const manager = sequelize.connectionManager as unknown as Connecting;
  const connect = manager.connect.bind(manager);
  manager.connect = async (config) => {
    try {
      const connection = await connect(config);
      used = options === false ? 'plain text' : 'TLS';
      return connection;
    } catch (error) {
      if (!optional || !hasNoTls(error)) throw error;
      const dialectOptions = { ...config.dialectOptions, ...plain };
      const connection = await connect({ ...config, dialectOptions });
      used = 'plain text, as the server offers no TLS';
      return connection;
    }
  };
  return () => used;
}

/** Both drivers say it before anything but the wish for TLS was sent. */
function hasNoTls(error: unknown): boolean {
  const { parent } = (error ?? {}) as { parent?: { code?: unknown; message?: unknown } };
  return parent?.code === undefined
    ? parent?.message === 'The server does not support SSL connections'
    : parent.code === 'HANDSHAKE_NO_SSL_SUPPORT';
}
