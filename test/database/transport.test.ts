import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { rootCertificates } from 'node:tls';
import { generateKeyPairSync } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { tlsPlan } from '../../src/database/tls.js';
import { failing } from '../helpers/failing.js';
import { useFolder } from '../helpers/folder.js';

const folder = useFolder();

const plan = (query: string, host = 'db.example.com') =>
  tlsPlan({ host, driver: Object.fromEntries(new URLSearchParams(query)) });

describe('the TLS of a URL', () => {
  it.each([
    ['', true, false, false],
    ['sslmode=', true, false, false],
    ['sslmode=prefer', true, false, false],
    ['ssl-mode=PREFERRED', true, false, false],
    ['sslmode=allow', true, false, false],
    ['sslmode=require', false, false, false],
    ['sslmode=verify-ca', false, true, false],
    ['sslmode=verify-full', false, true, true],
    ['sslrootcert=system', false, true, true],
    ['sslmode=require&sslrootcert=system', false, true, true],
    ['sslmode=verify-ca&sslrootcert=system', false, true, true],
  ])('%s', (query, optional, checked, host) => {
    expect(plan(query)).toMatchObject({
      optional,
      options: { rejectUnauthorized: checked, verifyIdentity: host },
    });
    expect(plan(query, '/var/run')).toEqual({ options: false, optional: false });
  });

  it.each(['sslrootcert', 'ssl-ca', 'sslcert', 'ssl-key'])(
    '%s without a mode checks all',
    async (option) => {
      const file = folder.file('some.pem');
      await writeFile(file, rootCertificates[0] ?? '');
      expect(plan(`${option}=${file}`)).toMatchObject({
        optional: false,
        options: { rejectUnauthorized: true, verifyIdentity: true },
      });
    },
  );

  it.each(['sslmode=disable', 'ssl-mode=DISABLED', 'ssl=false', 'ssl=0'])('%s: none', (query) => {
    expect(plan(query)).toEqual({ options: false, optional: false });
  });

  it.each([
    'sslmode=prefer&sslrootcert=system',
    'sslmode=allow&sslrootcert=/some/file',
    'sslmode=disable&sslrootcert=system',
  ])('%s contradicts itself', (query) => {
    expect(() => plan(query)).toThrow('give verify-full');
  });
});

const packet = (sequence: number, ...parts: readonly (string | Buffer)[]): Buffer => {
  const body = Buffer.concat(
    parts.map((part) => (typeof part === 'string' ? Buffer.from(part, 'latin1') : part)),
  );
  const head = Buffer.alloc(4);
  head.writeUIntLE(body.length, 0, 3);
  head[3] = sequence;
  return Buffer.concat([head, body]);
};

const salt = 'abcdefghijklmnopqrst';

/** What a MySQL server without TLS says first. */
const greeting = (plugin: string): Buffer =>
  packet(
    0,
    '\x0a8.0.30\0\x01\0\0\0',
    `${salt.slice(0, 8)}\0\xff\xf7\x2d\x02\0\xff\xdf\x15`,
    Buffer.alloc(10),
    `${salt.slice(8)}\0${plugin}\0`,
  );

/** Meets each packet of the client with the next answer; gives the port and all that was received. */
async function mysqlServer(
  plugin: string,
  answers: readonly ((sequence: number) => Buffer)[],
): Promise<{ port: number; received: () => Buffer }> {
  const chunks: Buffer[] = [];
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.write(greeting(plugin));
    let step = 0;
    socket.on('data', (bytes) => {
      chunks.push(bytes);
      const answer = answers[step++]?.((bytes[3] ?? 0) + 1);
      if (answer) socket.write(answer);
      else socket.destroy();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return { port: (server.address() as AddressInfo).port, received: () => Buffer.concat(chunks) };
}

const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const pem = publicKey.export({ type: 'spki', format: 'pem' }).toString();
/** OAEP with this key gives as many bytes; nothing else that is sent is as long. */
const encryptedLength = 256;

describe('a MySQL server that wants the password itself, in plain text', () => {
  const switchTo = (plugin: string) => (sequence: number) =>
    packet(sequence, '\xfe', `${plugin}\0${salt}\0`);
  const sendKey = (sequence: number): Buffer => packet(sequence, '\x01', pem);
  const wantsAll = (sequence: number): Buffer => packet(sequence, '\x01\x04');

  it.each([
    ['caching_sha2_password', [switchTo('caching_sha2_password'), wantsAll, sendKey]],
    ['sha256_password', [switchTo('sha256_password'), sendKey]],
    ['mysql_clear_password', [switchTo('mysql_clear_password')]],
  ])('%s: does not get it', async (plugin, answers) => {
    const { port, received } = await mysqlServer(plugin, answers);
    const error = await failing(`mysql://u:S3cretPassw0rd@127.0.0.1:${port}/db`);
    expect(error.code).toBe('DATABASE_REFUSED');
    expect(error.message).toMatch(/wants the password itself.*sslmode=require/);
    expect(received().includes('S3cret')).toBe(false);
    expect(received().length).toBeLessThan(encryptedLength);
  });

  it('gets it, encrypted, where the URL says so', async () => {
    const answers = [switchTo('caching_sha2_password'), wantsAll, sendKey];
    const { port, received } = await mysqlServer('caching_sha2_password', answers);
    const query = 'allowPublicKeyRetrieval=true';
    await failing(`mysql://u:S3cretPassw0rd@127.0.0.1:${port}/db?${query}`);
    expect(received().includes('S3cret')).toBe(false);
    expect(received().length).toBeGreaterThan(encryptedLength);
  });

  it('is told so in one sentence where it asks for a file, or counts wrongly', async () => {
    const spies = (['error', 'warn', 'log'] as const).map((name) =>
      vi.spyOn(console, name).mockReturnValue(undefined),
    );
    const ok = (sequence: number): Buffer => packet(sequence, '\0\0\0\x02\0\0\0');
    const askForFile = (): Buffer => packet(7, '\xfb/etc/hostname');
    const { port, received } = await mysqlServer('mysql_native_password', [ok, askForFile, ok]);
    const error = await failing(`mysql://u:S3cretPassw0rd@127.0.0.1:${port}/db`);
    expect(error.message).toMatch(/[a-z]$/);
    expect(error.message).not.toMatch(/with $/);
    expect(received().length).toBeLessThan(1000);
    for (const spy of spies) {
      expect(spy.mock.calls).toEqual([]);
      spy.mockRestore();
    }
  });
});
