import { createCipheriv, createHmac, randomBytes } from 'node:crypto';

/** The ciphers of Laravel's encrypter (`app.cipher`); the key's length says of how many bits. */
export type Cipher = 'cbc' | 'gcm';

/**
 * Encrypts text as Laravel's encrypter does (illuminate/encryption, Encrypter.php: encryptString):
 * AES-CBC, its default, with an HMAC-SHA256 over the two base64 texts, or AES-GCM with a tag.
 *
 * The key is of 16 or 32 bytes, the initial vector of 16, or of 12 for GCM. Default is a random vector.
 */
export function encrypt(
  text: string | Buffer,
  key: Buffer,
  cipher: Cipher = 'cbc',
  vector = randomBytes(cipher === 'gcm' ? 12 : 16),
): string {
  const iv = vector.toString('base64');
  const bits = key.length * 8;
  const envelope = (value: string, mac: string, tag: string): string =>
    Buffer.from(JSON.stringify({ iv, value, mac, tag })).toString('base64');
  if (cipher === 'gcm') {
    const aes = createCipheriv(`aes-${bits}-gcm` as 'aes-256-gcm', key, vector);
    const value = Buffer.concat([aes.update(text), aes.final()]).toString('base64');
    return envelope(value, '', aes.getAuthTag().toString('base64'));
  }
  const aes = createCipheriv(`aes-${bits}-cbc`, key, vector);
  const value = Buffer.concat([aes.update(text), aes.final()]).toString('base64');
  const mac = createHmac('sha256', key)
    .update(iv + value)
    .digest('hex');
  return envelope(value, mac, '');
}
