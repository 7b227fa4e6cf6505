import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

/** A way to a server that can go silent: it keeps its connections and swallows all that is said. */
export interface Proxy {
  /** The URL of a database, by this way. */
  through(url: string): string;
  /** Swallows both ways from now on; connections that begin later too. */
  silence(): void;
  /** Goes silent when a client says something like this for so many times, before that is passed on. */
  silenceAt(words: RegExp, times?: number): void;
  /** Passes on again what is said from now on, whatever it is. */
  speakAgain(): void;
}

/**
 * Starts a proxy to the server of a URL, for the length of the test; one that runs beside others
 * gives its own `finished`.
 */
export async function startProxy(url: string, finished = onTestFinished): Promise<Proxy> {
  const { hostname, port, protocol } = new URL(url);
  const target = port === '' ? (protocol === 'postgres:' ? 5432 : 3306) : Number(port);
  const sockets = new Set<Socket>();
  let words: RegExp | undefined;
  let times = 1;
  let isSilent = false;
  const silence = (): void => {
    isSilent = true;
  };
  const server = createServer((client) => {
    const upstream = connect(target, hostname);
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', () => undefined);
    }
    client.on('data', (data) => {
      if (words?.test(data.toString('latin1')) && --times === 0) silence();
      if (!isSilent) upstream.write(data);
    });
    upstream.on('data', (data) => {
      if (!isSilent) client.write(data);
    });
    client.on('close', () => upstream.destroy());
    upstream.on('close', () => {
      if (!isSilent) client.destroy();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  finished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const { port: own } = server.address() as AddressInfo;
  return {
    through: (given) => {
      const changed = new URL(given);
      changed.host = `127.0.0.1:${own}`;
      return changed.href;
    },
    silence,
    silenceAt: (given, count = 1) => {
      words = given;
      times = count;
    },
    speakAgain: () => {
      isSilent = false;
      words = undefined;
    },
  };
}
