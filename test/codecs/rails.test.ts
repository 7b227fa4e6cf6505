import { describe, expect, test } from 'vitest';
import { rails } from '../../src/codecs/rails.js';
import { expectRows, refusal, rowsOf } from './rows.js';

const table = { name: 'sessions', token: 'session_id', payload: 'data' };

test.each(['rails-activerecord', 'rails-activerecord-json'])('rows of %s', async (folder) => {
  const rows = await rowsOf(folder, 'private_id', table);
  expectRows(rails, rows);
});

describe('JSON', () => {
  const data = { user_id: 1, big: 12345678901234567890n, 'warden.user.user.key': [[1], 'x'] };

  test('comes back', () => {
    const { payload } = rails.encode(data, { expiry: null });
    expect(rails.matches(payload)).toBe(true);
    expect(rails.decode(payload)).toEqual(data);
  });

  test('is what Rails writes', async () => {
    for (const { payload, expected } of await rowsOf(
      'rails-activerecord-json',
      'private_id',
      table,
    )) {
      expect(rails.encode(expected, { expiry: null }).payload.toString()).toBe(payload.toString());
    }
  });

  test('of a column of that type is the session itself', () => {
    const payload = Buffer.from('{"user_id":1,"value":2}');
    expect(rails.matches(payload)).toBe(true);
    expect(rails.decode(payload)).toEqual({ user_id: 1, value: 2 });
  });
});

test.each(['', 'YTowOnt9', '[1]'])('is not found in %j', (text) =>
  expect(rails.matches(Buffer.from(text))).toBe(false),
);

test.each(['', '{', '{"value":', 'BAh7', 'BAi!'])('refuses %j', (text) =>
  expect(refusal(rails, Buffer.from(text))).toMatch(/\(at byte \d+\)$/),
);
