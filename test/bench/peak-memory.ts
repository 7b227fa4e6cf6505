import { writeFileSync } from 'node:fs';

/** Loaded into the measured process before the tool: leaves its peak memory, in KB, in a file. */
process.on('exit', () => {
  const file = process.env['SESSION_ADMIN_BENCH_PEAK'];
  if (file !== undefined) writeFileSync(file, String(process.resourceUsage().maxRSS));
});
