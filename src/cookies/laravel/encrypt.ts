import { createCipheriv, createHmac, randomBytes } from 'node:crypto';

/**
 * Encrypts text as Laravel's encrypter does by default: AES-CBC, and an HMAC-SHA256 over the two
 * base64 texts (illuminate/encryption, Encrypter.php: encryptString).
 *
 * The key is of 16 or 32 bytes, the initial vector of 16. Default is a random vector.
 */
export function encrypt(text: string, key: Buffer, vector = randomBytes(16)): string {
  const cipher = createCipheriv(`aes-${key.length * 8}-cbc`, key, vector);
  const iv = vector.toString('base64');
  const value = Buffer.concat([cipher.update(text), cipher.final()]).toString('base64');
  const mac = createHmac('sha256', key)
    .update(iv + value)
    .digest('hex');
  return Buffer.from(JSON.stringify({ iv, value, mac, tag: '' })).toString('base64');
}
