/** The parts of the drivers' connections by which they are ended: pg's, mysql2's, mariadb's and sqlite3's. */
interface Connection {
  connection?: { stream?: Destroyable };
  stream?: Destroyable;
  destroy?: () => void;
  interrupt?: () => void;
}

interface Destroyable {
  destroy(): void;
}

/**
 * Ends what a connection has in hand, without a word to its other end, and says whether an answer is
 * still to come: SQLite's statement ends by itself then, while a server's connection is gone.
 */
export function breakOff(given: object): { answers: boolean } {
  const connection = given as Connection;
  if (connection.interrupt) {
    connection.interrupt();
    return { answers: true };
  }
  const stream = connection.connection?.stream ?? connection.stream;
  if (stream) stream.destroy();
  else connection.destroy?.();
  return { answers: false };
}
