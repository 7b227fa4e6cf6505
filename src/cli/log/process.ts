import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

/** A process, told from every other that has its number, or had it. */
export interface ProcessName {
  readonly host: string;
  readonly pid: number;
  /** The numbers' namespace, as containers of one host have several; null where the system has none. */
  readonly space: string | null;
  /** When it was started, as the system counts; null where it does not tell. */
  readonly started: string | null;
}

export const thisProcess = (): ProcessName => ({
  host: hostname(),
  pid: process.pid,
  space: tryTo(() => readlinkSync('/proc/self/ns/pid')),
  started: startOf(process.pid),
});

/** Whether it is certainly gone. Of other machines and containers nothing is certain. */
export function isGone({ host, pid, space, started }: ProcessName): boolean {
  const here = thisProcess();
  if (host !== here.host || space !== here.space) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
  const now = startOf(pid);
  return started !== null && now !== null && now !== started;
}

/** Reads one that was written down; null where it is none. */
export function readProcess(value: unknown): ProcessName | null {
  if (typeof value !== 'object' || value === null) return null;
  const { host, pid, space, started } = value as Record<string, unknown>;
  const areTexts = [space, started].every((one) => one === null || typeof one === 'string');
  const isOne =
    typeof host === 'string' && areTexts && Number.isSafeInteger(pid) && Number(pid) > 0;
  return isOne ? (value as ProcessName) : null;
}

/** Source: proc_pid_stat(5), the 22nd field; the name before it may hold anything. */
function startOf(pid: number): string | null {
  const stat = tryTo(() => readFileSync(`/proc/${pid}/stat`, 'latin1'));
  return stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null;
}

function tryTo(read: () => string): string | null {
  try {
    return read();
  } catch {
    return null;
  }
}
