import type { BenchDatabase } from '../databases/contract.js';
import { mariadbBench } from '../databases/mariadb.js';
import { postgresBench } from '../databases/postgres.js';
import { sqliteBench } from '../databases/sqlite.js';

/** One database, and the ways to purge it. */
export interface PurgeCase {
  /** For `--only`. */
  name: string;
  open: () => Promise<BenchDatabase> | BenchDatabase;
  ways: PurgeWay[];
}

export interface PurgeWay {
  title: string;
  flags: string[];
  /** Whether a client writes meanwhile, beside the peer as well. */
  writer: boolean;
  target: PurgeTarget;
}

/** What a way must keep to; see the issue tracker, issue 3. */
export interface PurgeTarget {
  /** Times the one DELETE of the shell. */
  ratio: number;
  /** The writing client's longest wait, in milliseconds. */
  waitMs?: number;
  /** The peak of resident memory, in MB. */
  peakMb?: number;
}

const byDefault = (ratio: number, waitMs: number): PurgeWay => ({
  title: 'default',
  flags: [],
  writer: true,
  target: { ratio, waitMs, peakMb: 120 },
});

const all: PurgeWay = {
  title: '--batch-size all',
  flags: ['--batch-size', 'all'],
  writer: false,
  target: { ratio: 0.8, peakMb: 120 },
};

export const purgeCases: PurgeCase[] = [
  { name: 'sqlite', open: () => sqliteBench('delete'), ways: [byDefault(7, 150), all] },
  { name: 'sqlite-wal', open: () => sqliteBench('wal'), ways: [byDefault(4, 150), all] },
  { name: 'postgres', open: postgresBench, ways: [byDefault(4, 50)] },
  { name: 'mariadb', open: mariadbBench, ways: [byDefault(4, 50)] },
];
