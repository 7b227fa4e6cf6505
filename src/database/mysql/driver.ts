import type { Connection, ConnectionOptions } from 'mysql2';

interface Listening {
  sequenceId: number;
  handlePacket(packet?: { sequenceId: number }): void;
}

/**
 * The driver, less what it prints to stderr by itself, with errors heard from a connection's first
 * moment on: between the login's end and what it does next, Sequelize does not listen.
 */
export async function loadMysql(onConnection: (connection: Connection) => void): Promise<object> {
  const { default: mysql2 } = await import('mysql2');
  const createConnection = (settings: ConnectionOptions): Connection => {
    const connection = mysql2.createConnection(settings);
    connection.on('error', () => undefined);
    quieten(connection);
    onConnection(connection);
    return connection;
  };
  return Object.assign(Object.create(mysql2) as object, { createConnection });
}

/** Packets whose numbers are not in order are taken as they come, as the driver does, but without a word. */
function quieten(connection: Connection): void {
  const listening = connection as unknown as Listening;
  const handle = listening.handlePacket.bind(connection);
  listening.handlePacket = (packet) => {
    if (packet) listening.sequenceId = packet.sequenceId;
    handle(packet);
  };
}
