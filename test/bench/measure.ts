import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The built tool, as a program for Node. */
export const tool = fileURLToPath(new URL('../../bin/session-admin.js', import.meta.url));
const recorder = new URL('./peak-memory.js', import.meta.url).href;

export interface Measured {
  ms: number;
  stdout: string;
}

/** Runs a program to its end and takes its time. Throws where it ends with another exit code. */
export async function timed(
  command: string,
  args: readonly string[],
  env: Record<string, string> = {},
  expected = 0,
): Promise<Measured> {
  const started = performance.now();
  const child = spawn(command, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...env },
  });
  const output = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk: Buffer) => (output.stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (output.stderr += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  const ms = performance.now() - started;
  if (code !== expected)
    throw new Error(`${command} ended with ${code ?? 'a signal'}: ${output.stderr}`);
  return { ms, stdout: output.stdout };
}

/** Runs a program whose output nobody keeps, and takes its time. Throws where it fails. */
export async function timedDiscarding(
  command: string,
  args: readonly string[],
  env: Record<string, string> = {},
): Promise<{ ms: number }> {
  const started = performance.now();
  const child = spawn(command, args, {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...env },
  });
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw new Error(`${command} ended with ${code ?? 'a signal'}`);
  return { ms: performance.now() - started };
}

/** Runs the built tool as a user would, and takes its time and its largest resident memory. */
export const timedTool = (args: readonly string[]): Promise<Measured & { peakMb: number }> =>
  withPeak((env) => timed(process.execPath, ['--import', recorder, tool, ...args], env));

/** The same for a run whose output is long: nobody keeps it. */
export const timedToolDiscarding = (
  args: readonly string[],
): Promise<{ ms: number; peakMb: number }> =>
  withPeak((env) => timedDiscarding(process.execPath, ['--import', recorder, tool, ...args], env));

async function withPeak<T>(
  run: (env: Record<string, string>) => Promise<T>,
): Promise<T & { peakMb: number }> {
  const folder = await mkdtemp(join(tmpdir(), 'session-admin-bench-'));
  try {
    const file = join(folder, 'peak');
    const result = await run({ SESSION_ADMIN_BENCH_PEAK: file });
    return { ...result, peakMb: Number(await readFile(file, 'utf8')) / 1024 };
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** The value below which so large a share (0 to 1) of the values lies. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
}

export const median = (values: readonly number[]): number => percentile(values, 0.5);

/** `2.1 (1.9–2.4)`: the median, and how far the runs lie apart. */
export function spread(values: readonly number[], digits = 1): string {
  const middle = median(values).toFixed(digits);
  if (values.length < 2) return middle;
  return `${middle} (${Math.min(...values).toFixed(digits)}–${Math.max(...values).toFixed(digits)})`;
}
