import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { TestClock } from '../helpers/clock.js';
import { failing } from '../helpers/failing.js';

/** Listens on a free port and does with each connection what it is told. */
async function listen(meet: (socket: Socket) => void): Promise<number> {
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    meet(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

const closedPort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
};

/** Fails the test where anything is written past the library. */
function expectSilence(): void {
  const spies = [
    vi.spyOn(process.stdout, 'write').mockReturnValue(true),
    vi.spyOn(process.stderr, 'write').mockReturnValue(true),
    ...(['log', 'warn', 'error', 'info'] as const).map((name) =>
      vi.spyOn(console, name).mockReturnValue(undefined),
    ),
    vi.spyOn(process, 'emitWarning').mockReturnValue(undefined),
  ];
  onTestFinished(() => {
    const calls = spies.flatMap((spy) => spy.mock.calls as unknown[]);
    for (const spy of spies) spy.mockRestore();
    expect(calls).toEqual([]);
  });
}

const options = { readOnly: true };

describe.each(['postgres', 'mysql'])('%s', (scheme) => {
  const url = (where: string): string => `${scheme}://ann:hunt%40er2@${where}`;

  it('says that nothing answers at a port, soon', async () => {
    expectSilence();
    const clock = new TestClock();
    const error = await failing(url(`127.0.0.1:${await closedPort()}/app`), { ...options, clock });
    expect(error.code).toBe('DATABASE_UNAVAILABLE');
    expect(error.message).toMatch(/nothing answers there/);
    // Three pauses, of 100, 200 and 400 ms, give or take a quarter.
    expect(clock.monotonic()).toBeGreaterThanOrEqual(525);
    expect(clock.monotonic()).toBeLessThanOrEqual(875);
  });

  it('says that nothing answers at a name with two addresses', async () => {
    const error = await failing(url(`localhost:${await closedPort()}/app`), options);
    expect(error.code).toBe('DATABASE_UNAVAILABLE');
    expect(error.message).toMatch(/nothing answers there/);
  });

  it('ends the wait for a server that says nothing', async () => {
    expectSilence();
    const port = await listen(() => undefined);
    const started = performance.now();
    const error = await failing(url(`127.0.0.1:${port}/app?connect_timeout=1`), options);
    const waited = performance.now() - started;
    expect(error.code).toBe('DATABASE_UNAVAILABLE');
    expect(error.message).toMatch(/no answer in time/);
    expect(waited).toBeGreaterThan(900);
    // The 10 s that it waits by default.
    expect(waited).toBeLessThan(10_000);
  });

  it('ends the wait for TLS with a server that says nothing', async () => {
    const port = await listen(() => undefined);
    const query = 'connect_timeout=1&sslmode=require';
    const error = await failing(url(`127.0.0.1:${port}/app?${query}`), options);
    expect(error.code).toBe('DATABASE_UNAVAILABLE');
  });

  it('says that a connection broke at once', async () => {
    expectSilence();
    const port = await listen((socket) => socket.end());
    const error = await failing(url(`127.0.0.1:${port}/app`), options);
    expect(error.code).toBe('DATABASE_UNAVAILABLE');
    expect(error.message).toMatch(/connection broke/);
  });

  it('says so where something else answers', async () => {
    expectSilence();
    const port = await listen((socket) => {
      socket.write('HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n');
      socket.once('data', () => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
    });
    const error = await failing(url(`127.0.0.1:${port}/app?connect_timeout=1`), options);
    expect(error.code).toMatch(/^DATABASE_(?:REFUSED|UNAVAILABLE)$/);
  });

  it('says that a host name is unknown', async () => {
    expectSilence();
    const error = await failing(url('no-such-host.invalid/app'), options);
    expect(error.code).toBe('DATABASE_UNAVAILABLE');
    expect(error.message).toMatch(/host name/);
  });

  it('says that there is no such socket', async () => {
    expectSilence();
    const error = await failing(url(`/app?host=${tmpdir()}/no-such-folder`), options);
    expect(error.code).toBe('DATABASE_UNAVAILABLE');
    expect(error.message).toMatch(/no such socket/);
  });
});

/** A message of PostgreSQL's protocol: its letter, its length, what it says. */
function message(letter: string, ...parts: readonly (string | Buffer)[]): Buffer {
  const body = Buffer.concat(parts.map((part) => Buffer.from(part)));
  const length = Buffer.alloc(4);
  length.writeInt32BE(body.length + 4);
  return Buffer.concat([Buffer.from(letter), length, body]);
}

it('outlives a PostgreSQL server that ends a connection together with its login', async () => {
  const farewell = ['SFATAL', 'VFATAL', 'C57P01', 'Mshutting down', ''].map(
    (field) => `${field}\0`,
  );
  const port = await listen((socket) => {
    const login = [message('R', Buffer.alloc(4)), message('Z', 'I')];
    socket.once('data', () => socket.end(Buffer.concat([...login, message('E', ...farewell)])));
  });
  const error = await failing(`postgres://ann@127.0.0.1:${port}/app?connect_timeout=1`, options);
  expect(error.code).toBe('DATABASE_UNAVAILABLE');
});

it('names the parameter that a pooler does not take, as a matter of configuration', async () => {
  const refusal = [
    'SFATAL',
    'VFATAL',
    'C08P01',
    'Munsupported startup parameter: lock_timeout',
    '',
  ];
  const port = await listen((socket) => {
    socket.once('data', () => socket.end(message('E', ...refusal.map((field) => `${field}\0`))));
  });
  const error = await failing(
    `postgres://ann@127.0.0.1:${port}/app?lock_timeout=5s&sslmode=disable`,
    options,
  );
  expect(error.code).toBe('INVALID_ARGUMENT');
  expect(error.message).toMatch(/takes no lock_timeout .*: leave it out of the URL/);
});

it.each([
  ['no such database: app', 'DATABASE_MISSING'],
  [
    'server login has been failing, cached error: FATAL: database "app" does not exist',
    'DATABASE_MISSING',
  ],
  ['query_wait_timeout', 'DATABASE_UNAVAILABLE'],
  ['something else', 'DATABASE_UNAVAILABLE'],
])('reads the words of a pooler: %s', async (words, code) => {
  const refusal = ['SFATAL', 'VFATAL', 'C08P01', `M${words}`, ''].map((field) => `${field}\0`);
  const port = await listen((socket) => {
    socket.once('data', () => socket.end(message('E', ...refusal)));
  });
  const query = 'connect_timeout=1&sslmode=disable';
  const error = await failing(`postgres://ann@127.0.0.1:${port}/app?${query}`, options);
  expect(error.code).toBe(code);
});

/** A packet of MySQL's protocol: its length, its number, what it says. */
function packet(number: number, ...parts: readonly (string | Buffer)[]): Buffer {
  const body = Buffer.concat(parts.map((part) => Buffer.from(part)));
  const head = Buffer.alloc(4);
  head.writeUIntLE(body.length, 0, 3);
  head.writeUInt8(number, 3);
  return Buffer.concat([head, body]);
}

/** Source: MySQL's internals, "Protocol::HandshakeV10". */
const greeting = packet(
  0,
  Buffer.from([10]),
  '8.0.36\0',
  Buffer.from([1, 0, 0, 0]),
  '12345678\0',
  Buffer.from([0xff, 0xf7, 0x2d, 2, 0, 0x08, 0, 21]),
  Buffer.alloc(10),
  '123456789012\0',
  'mysql_native_password\0',
);
const loggedIn = packet(2, Buffer.from([0, 0, 0, 2, 0, 0, 0]));

const mysqlError = (number: number, errno: number, words: string): Buffer =>
  packet(number, Buffer.from([0xff, errno & 0xff, errno >> 8]), `#08S01${words}`);

it('outlives a MySQL server that ends a connection together with its login', async () => {
  const port = await listen((socket) => {
    socket.write(greeting);
    const farewell = mysqlError(0, 1053, 'Server shutdown in progress');
    socket.once('data', () => socket.end(Buffer.concat([loggedIn, farewell])));
  });
  const error = await failing(`mysql://ann@127.0.0.1:${port}/app?connect_timeout=1`, options);
  expect(error.code).toBe('DATABASE_UNAVAILABLE');
});

it('says in words that a node of Galera has no quorum', async () => {
  const port = await listen((socket) => {
    socket.write(greeting);
    socket.once('data', () => {
      socket.write(loggedIn);
      const words = 'WSREP has not yet prepared node for application use';
      socket.on('data', () => socket.write(mysqlError(1, 1047, words)));
    });
  });
  const error = await failing(`mysql://ann@127.0.0.1:${port}/app?connect_timeout=1`, options);
  expect(error.code).toBe('DATABASE_UNAVAILABLE');
  expect(error.message).toMatch(/no quorum/);
});
