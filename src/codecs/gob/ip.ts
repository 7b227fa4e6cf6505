/** Returns an IP address of 4 or 16 bytes as text (RFC 5952); null for another number of bytes. */
function ipText(bytes: Uint8Array): string | null {
  if (bytes.length === 4) return bytes.join('.');
  if (bytes.length !== 16) return null;
  const isMapped = bytes.subarray(0, 10).every((byte) => byte === 0);
  if (isMapped && bytes[10] === 0xff && bytes[11] === 0xff) {
    return `::ffff:${bytes.subarray(12).join('.')}`;
  }
  const groups = Array.from({ length: 8 }, (_, i) =>
    (((bytes[2 * i] ?? 0) << 8) | (bytes[2 * i + 1] ?? 0)).toString(16),
  );
  let start = 0;
  let longest = 1;
  for (let i = 0; i < 8; i++) {
    let run = 0;
    while (groups[i + run] === '0') run++;
    if (run > longest) [start, longest] = [i, run];
  }
  if (longest === 1) return groups.join(':');
  return `${groups.slice(0, start).join(':')}::${groups.slice(start + longest).join(':')}`;
}

/** Returns a `net.IP`, which Go prints as IPv4 wherever it can be, or null if it is none. */
export function netIpText(bytes: Uint8Array): string | null {
  return ipText(bytes)?.replace(/^::ffff:(?=\d+\.)/, '') ?? null;
}

/** Returns a `netip.Addr`, with its zone after `%`, or null if it is none. */
export function addrText(bytes: Buffer): string | null {
  if (bytes.length === 0) return 'invalid IP';
  if (bytes.length <= 16) return ipText(bytes);
  return `${ipText(bytes.subarray(0, 16)) ?? ''}%${bytes.toString('utf8', 16)}`;
}

/** Returns a `netip.AddrPort`, such as `[::1]:443`, or null if it is none. */
export function addrPortText(bytes: Buffer): string | null {
  if (bytes.length < 2) return null;
  const address = bytes.subarray(0, -2);
  const text = addrText(address);
  if (text === null) return null;
  if (address.length === 0) return 'invalid AddrPort';
  const port = bytes.readUInt16LE(bytes.length - 2);
  return address.length === 4 ? `${text}:${port}` : `[${text}]:${port}`;
}

/** Returns a `netip.Prefix`, such as `10.0.0.0/8`, or null if it is none. */
export function prefixText(bytes: Buffer): string | null {
  if (bytes.length < 1) return null;
  const address = bytes.subarray(0, -1);
  const text = addrText(address);
  if (text === null) return null;
  return address.length === 0 ? 'invalid Prefix' : `${text}/${bytes[bytes.length - 1] ?? 0}`;
}
