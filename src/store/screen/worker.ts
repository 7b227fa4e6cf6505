import { parentPort, workerData } from 'node:worker_threads';
import { mayPass, type Screen } from './screen.js';
import type { Answer, Payloads } from './thread.js';

/** The other thread: it is sent payloads, and answers which of their sessions may pass. */
const passes = mayPass(workerData as Screen);

parentPort?.on('message', ({ bytes, ends }: Payloads) => {
  const all = Buffer.from(bytes);
  const answer: Answer = new Uint8Array(ends.length);
  let start = 0;
  ends.forEach((end, i) => {
    answer[i] = passes(all.subarray(start, end)) ? 1 : 0;
    start = end;
  });
  parentPort?.postMessage(answer, [answer.buffer]);
});

parentPort?.postMessage(null);
