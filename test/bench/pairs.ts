import type { BenchOptions } from './main.js';
import { markdownTable } from './markdown.js';
import { median, spread } from './measure.js';

/** One thing that the tool does, beside a peer that does the same. */
export interface Pair {
  title: string;
  peer: () => Promise<{ ms: number }>;
  ours: () => Promise<{ ms: number; peakMb?: number }>;
  /** How many times the peer's time it may take; null where there is no target. */
  ratio: number | null;
  /** The peak of resident memory, in MB. */
  peakMb?: number;
}

/** A measured pair as a row of the table, and what missed its target. */
export interface PairResult {
  row: string[];
  missed: string[];
}

/** In the short form a target is missed only by an order of magnitude. */
const shortFactor = 10;

/** Measures a pair, the one and the other in turn. */
export async function measurePair(
  { title, peer, ours, ratio, peakMb }: Pair,
  { runs, short, note }: BenchOptions,
): Promise<PairResult> {
  const peers: number[] = [];
  const own: number[] = [];
  const peaks: number[] = [];
  for (let run = 1; run <= runs; run++) {
    peers.push((await peer()).ms);
    const measured = await ours();
    own.push(measured.ms);
    peaks.push(measured.peakMb ?? 0);
    note(`${title}, run ${run}: ${peers.at(-1)?.toFixed(0)} ms, ${measured.ms.toFixed(0)} ms`);
  }
  const ratios = own.map((ms, i) => ms / (peers[i] ?? NaN));
  const peak = Math.max(...peaks);
  const found = median(ratios);
  const missed: string[] = [];
  if (ratio !== null && found > ratio * (short ? shortFactor : 1)) {
    missed.push(`${title}: ratio ${found.toFixed(2)} of at most ${ratio}`);
  }
  if (!short && peakMb !== undefined && peak > peakMb) {
    missed.push(`${title}: peak MB ${peak.toFixed(0)} of at most ${peakMb}`);
  }
  return {
    row: [
      title,
      (median(peers) / 1000).toFixed(2),
      (median(own) / 1000).toFixed(2),
      spread(ratios, 2),
      ratio === null ? '' : `≤ ${ratio}`,
      peak === 0 ? '' : peak.toFixed(0),
    ],
    missed,
  };
}

/** The table of measured pairs. */
export const pairTable = (results: readonly PairResult[]): string[] =>
  markdownTable(
    ['what', 'peer, s', 'ours, s', 'ratio', 'target', 'peak MB'],
    results.map(({ row }) => row),
  );
