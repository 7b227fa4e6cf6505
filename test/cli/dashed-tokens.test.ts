import { describe, expect, test } from 'vitest';
import { withDashedTokens as moved } from '../../src/cli/dashed-tokens.js';
import { createProgram } from '../../src/cli/program.js';

const token = '-q3Jx8kPdAbCdEfGhIjKlMnOpQrStUvWx';

const withDashedTokens = (argv: string[]) =>
  moved(
    argv,
    createProgram({}, () => Promise.resolve(), { argv }),
  );

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
      ['delete', '--yes', token],
      ['delete', '--yes', '--', token],
    ],
    [
      ['get', '-q', '--reveal', token, '-d', 'a.db'],
      ['get', '-q', '--reveal', '-d', 'a.db', '--', token],
    ],
    [
      ['-qd', 'a.db', 'get', '-V1StGXR8_Z5jdHi6B-myT'],
      ['-qd', 'a.db', 'get', '--', '-V1StGXR8_Z5jdHi6B-myT'],
    ],
    [
      ['put', '--cookie', token, '--data={}'],
      ['put', '--cookie', '--data={}', '--', token],
    ],
    [
      ['get', '--database=a.db', `-${token}`],
      ['get', '--database=a.db', '--', `-${token}`],
    ],
    [
      ['delete', '--where', 'a=b', token],
      ['delete', '--where', 'a=b', '--', token],
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
    [['delete', '--cookie', token]],
    [['delete', '--yes', '--user', token]],
    [['list', '-d', token]],
    [['list', '-qd', token]],
    [['delete', '--yess', 'abc']],
    [['list', '-qv']],
    [['get', '--', token]],
    [['put', 'abc', '--raw-file', '-']],
    [[token]],
  ])('%j stays', (given) => {
    expect(withDashedTokens(given)).toEqual(given);
  });
});
