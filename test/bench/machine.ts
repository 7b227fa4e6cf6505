import { availableParallelism, cpus, totalmem } from 'node:os';

/** The machine in one line, since times mean nothing without it. */
export function describeMachine(): string {
  const model = cpus()[0]?.model.trim() ?? 'unknown processor';
  const memory = Math.round(totalmem() / 2 ** 30);
  return `${availableParallelism()} × ${model}, ${memory} GB, ${process.platform}, Node ${process.version}`;
}
