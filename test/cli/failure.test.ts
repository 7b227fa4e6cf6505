import { describe, expect, it } from 'vitest';
import { guideOf, guides } from '../../src/cli/failure.js';
import { options } from '../../src/cli/options.js';
import { shippedNames } from '../../src/cli/shipped.js';
import { SessionAdminError, type ErrorCode, type OptionName } from '../../src/errors.js';
import { linesOf, run } from '../helpers/cli.js';
import { useFolder } from '../helpers/folder.js';
import { createScs } from '../helpers/scs-table.js';
import { withSqlite } from '../helpers/sqlite.js';

const folder = useFolder();

describe('the guide of a failure', () => {
  it('is one that is shipped', () => {
    const named = [...options.map(({ guide }) => guide), ...Object.values(guides)];
    const topics = new Set(named.filter((guide) => guide !== undefined));
    expect(topics.size).toBeGreaterThan(4);
    expect(shippedNames('help', '.md')).toEqual(expect.arrayContaining([...topics]));
  });

  it.each<[ErrorCode, OptionName[], string | undefined]>([
    ['LAYOUT_UNKNOWN', [], 'custom'],
    ['LAYOUT_UNKNOWN', ['table', 'columns', 'layout'], 'custom'],
    ['LAYOUT_UNKNOWN', ['expiryFormat', 'columns'], 'expiry'],
    ['LAYOUT_UNKNOWN', ['grace', 'trustExpiry'], 'expiry'],
    ['PAYLOAD_UNENCODABLE', [], 'codecs'],
    ['INVALID_ARGUMENT', ['database'], 'databases'],
    ['DATABASE_REFUSED', [], undefined],
    ['TOKEN_AMBIGUOUS', [], undefined],
  ])('%s with %j: %s', (code, options, guide) => {
    expect(guideOf(new SessionAdminError(code, 'why', { options }))).toBe(guide);
  });

  it.each([
    [['list', '--where', '=1'], 'filters'],
    [['list', '--format', 'xml'], 'formats'],
    [['list', '--columns', 'x'], 'custom'],
    [['list', '-d', 'postgres://host/db?sslmode=perhaps'], 'databases'],
  ])('%j ends with %s', async (argv, guide) => {
    const { code, stderr } = await run(argv);
    expect(code).toBe(2);
    const [message, ...rest] = linesOf(stderr);
    expect(message).toMatch(/^session-admin: /);
    expect(rest).toEqual([`more: session-admin help ${guide}`]);
  });

  it('is named where no layout fits, and not where no guide says more', async () => {
    const database = await createScs(folder.file('a.db'), []);
    expect((await run(['get', 'missing'], { database })).stderr).not.toContain('more:');
    const other = folder.file('other.db');
    await withSqlite(other, (file) => file.exec('CREATE TABLE sessions (id, payload)'));
    const { stderr } = await run(['list'], { database: other });
    expect(linesOf(stderr).slice(1)).toEqual(['more: session-admin help custom']);
  });
});
