import { describe, expect, test } from 'vitest';
import { withDashedTokens } from '../../src/cli/dashed-tokens.js';

const token = '-q3Jx8kPdAbCdEfGhIjKlMnOpQrStUvWx';

describe('tokens that begin with a dash', () => {
  test.each([
    [
      ['get', token],
      ['get', '--', token],
    ],
    [
      ['delete', 'one', token, '-q'],
      ['delete', 'one', '-q', '--', token],
    ],
    [
      ['get', '-q3Jx8kP…', '--json'],
      ['get', '--json', '--', '-q3Jx8kP…'],
    ],
    [
      ['delete', token, '--', '-x'],
      ['delete', '--', token, '-x'],
    ],
  ])('%j are tokens', (given, expected) => {
    expect(withDashedTokens(given)).toEqual(expected);
  });

  test.each([
    [['list', '--token-prefix', token]],
    [['list', '--expires-before', '-7d']],
    [['list', '-qv']],
    [['get', '--', token]],
    [['put', 'abc', '--raw-file', '-']],
    [[token]],
  ])('%j stays', (given) => {
    expect(withDashedTokens(given)).toEqual(given);
  });
});
