import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { replaceFile } from '../../../src/cli/watch/atomic-file.js';
import { metricsText } from '../../../src/cli/watch/metrics.js';
import { countFailure, newTally } from '../../../src/cli/watch/tally.js';
import { useFolder } from '../../helpers/folder.js';

const folder = useFolder();
const labels = { database: 'app at "db"\\1', table: 'sessions' };

test('the figures are Prometheus text, with labels escaped', () => {
  const tally = { ...newTally(), runs: 3, failed: 1, deleted: 1204, left: 0, lastDurationMs: 1500 };
  tally.lastRun = tally.lastSuccess = new Date('2026-11-23T00:00:00.500Z');
  const lines = metricsText(tally, labels).split('\n');
  const of = (name: string) =>
    lines
      .find((line) => line.startsWith(`session_admin_purge_${name}{`))
      ?.split(' ')
      .at(-1);
  expect(of('last_run_timestamp_seconds')).toBe('1795392000.5');
  expect(of('last_success_timestamp_seconds')).toBe('1795392000.5');
  expect(of('last_duration_seconds')).toBe('1.5');
  expect(of('runs_total')).toBe('3');
  expect(of('failed_runs_total')).toBe('1');
  expect(of('deleted_total')).toBe('1204');
  expect(of('expired_left')).toBe('0');
  expect(lines).toContain('# TYPE session_admin_purge_deleted_total counter');
  expect(lines.join('\n')).toContain('{database="app at \\"db\\"\\\\1",table="sessions"}');
  expect(lines.at(-1)).toBe('');
});

test('what is not known yet is NaN', () => {
  const tally = newTally();
  countFailure(tally, new Date(0));
  const text = metricsText(tally, labels);
  expect(text).toMatch(/last_success_timestamp_seconds\{.*\} NaN/);
  expect(text).toMatch(/last_run_timestamp_seconds\{.*\} 0\n/);
});

test('a file is replaced whole, and a failure leaves the old one and nothing beside it', async () => {
  const path = folder.file('metrics.prom');
  await replaceFile(path, 'one');
  await replaceFile(path, 'two');
  expect(await readFile(path, 'utf8')).toBe('two');
  await mkdir(folder.file('taken'));
  await writeFile(folder.file('taken/child'), '');
  await expect(replaceFile(folder.file('taken'), 'three')).rejects.toThrow();
  expect((await readdir(folder.path)).sort()).toEqual(['metrics.prom', 'taken']);
});
