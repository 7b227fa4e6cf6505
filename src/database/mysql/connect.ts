import net from 'node:net';
import type { Connected, ConnectOptions, Location, ServerLocation } from '../connected.js';
import { connectServer, keepAliveMs, type ServerKind } from '../server.js';
import type { TlsOptions, TlsPlan } from '../tls.js';
import { mysql } from './dialect.js';
import { loadMysql } from './driver.js';
import { plainLogins } from './login.js';

const defaultPort = 3306;

/** Opens a MySQL or MariaDB server. */
export const connectMysql = (location: Location, options: ConnectOptions): Promise<Connected> =>
  connectServer(kind, location, options);

const kind: ServerKind = {
  dialect: mysql,
  sequelize: 'mysql',
  defaultPort,
  databaseVersion: '8.0.0',
  loadDriver: loadMysql,
  driverOptions: (server, timeoutMs, tls) => ({
    connectTimeout: timeoutMs,
    charset: 'utf8mb4',
    // Sequelize's own makes an object of each value first: 1.6 KB of garbage apiece.
    typeCast: true,
    // The driver keeps 16,000 statements open, which is all that a server has for everybody.
    maxPreparedStatements: 50,
    enableKeepAlive: true,
    keepAliveInitialDelay: keepAliveMs,
    ...(server.host.startsWith('/') && { socketPath: server.host }),
    // No statement of ours sends the server a file, and no server may ask for one.
    flags: '-FOUND_ROWS,-LOCAL_FILES',
    ...mysqlTls(server, tls),
  }),
  plainOptions: (server, driver) => ({
    ssl: undefined,
    stream: undefined,
    ...(isReadable(server) && { authPlugins: plainLogins(driver as typeof import('mysql2')) }),
  }),
  noPassword: '',
  laterMs: 0,
};

/** Whether others may read along, and the URL does not say that this is as it may be. */
const isReadable = ({ host, driver }: ServerLocation): boolean =>
  !host.startsWith('/') && driver['allowPublicKeyRetrieval']?.toLowerCase() !== 'true';

/**
 * mysql2 checks the certificate against `localhost` where the host is an IP address: Node takes the
 * name from the socket then, which mysql2 makes without one.
 */
function mysqlTls(
  server: ServerLocation,
  ssl: TlsPlan['options'],
): { ssl?: TlsOptions; stream?: () => net.Socket } {
  if (!ssl) return {};
  if (!ssl.verifyIdentity || net.isIP(server.host) === 0) return { ssl };
  const stream = (): net.Socket => {
    const socket = net.connect(server.port ?? defaultPort, server.host);
    socket.setNoDelay(true).setKeepAlive(true, keepAliveMs);
    return Object.assign(socket, { _host: server.host });
  };
  return { ssl, stream };
}
