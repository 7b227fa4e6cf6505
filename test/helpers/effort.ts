/**
 * What work costs, in yardsticks: processor time against that of a fixed piece of work, done in this
 * process too. So a bound on it holds on a machine that is ten times slower, or busy with others.
 */
export async function effortOf(work: () => unknown): Promise<number> {
  return (await processorTime(work)) / yardstick();
}

/** The same for work that is done when it returns. */
export function effort(work: () => unknown): number {
  const before = process.cpuUsage();
  work();
  return since(before) / yardstick();
}

async function processorTime(work: () => unknown): Promise<number> {
  const before = process.cpuUsage();
  await work();
  return since(before);
}

/** Microseconds. */
function since(before: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(before);
  return user + system;
}

const text = JSON.stringify(
  Array.from({ length: 10_000 }, (_, i) => ({ id: i, name: `name ${i}`, tags: ['a', 'b'] })),
);
let measured: number | undefined;

/** Some ten milliseconds of a machine of 2024: half a megabyte of JSON, read and written. */
function yardstick(): number {
  if (measured !== undefined) return measured;
  const tries = Array.from({ length: 5 }, () => {
    const before = process.cpuUsage();
    JSON.stringify(JSON.parse(text));
    return since(before);
  });
  measured = Math.max(1000, Math.min(...tries));
  return measured;
}
