import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { asBytes, type Row } from '../row-columns.js';
import type { Screen } from './screen.js';

/** Payloads one after the other, and where each ends. */
export interface Payloads {
  readonly bytes: ArrayBuffer;
  readonly ends: Int32Array<ArrayBuffer>;
}

/** For each of them 1 where its session may pass, and else 0. */
export type Answer = Uint8Array<ArrayBuffer>;

/** A longer payload is decoded by whoever reads the row, with room for all that it holds. */
const longestPayload = 64 * 1024;

/** MB for all that it decodes: a page's payloads, and what decoding them leaves. */
const limits = { maxOldGenerationSizeMb: 128, maxYoungGenerationSizeMb: 8 };

/**
 * A thread that decodes payloads on another core. One that cannot be started, or comes to an end, lets
 * all rows pass.
 */
export class ScreeningThread {
  readonly #worker: Worker;
  readonly #asked: ((answer: Answer | null) => void)[] = [];
  #state: 'starting' | 'ready' | 'ended' = 'starting';

  private constructor(screen: Screen) {
    this.#worker = new Worker(new URL('./worker.js', import.meta.url), {
      workerData: screen,
      resourceLimits: limits,
      execArgv: [],
    });
    this.#worker.on('message', (answer: Answer | null) => {
      if (answer === null) this.#state = 'ready';
      else this.#answered(answer);
    });
    const ended = (): void => {
      this.#state = 'ended';
      while (this.#asked.length > 0) this.#answered(null);
    };
    this.#worker.on('error', ended);
    this.#worker.on('exit', ended);
    // Who forgets a listing half way is not kept waiting for it.
    this.#worker.unref();
  }

  /** Starts one; null where there is no other core, or none may be started. */
  static start(screen: Screen): ScreeningThread | null {
    try {
      return availableParallelism() > 1 ? new ScreeningThread(screen) : null;
    } catch {
      return null;
    }
  }

  get isReady(): boolean {
    return this.#state === 'ready';
  }

  /** Those of some rows whose sessions may pass. */
  async mayPass(rows: readonly Row[]): Promise<readonly Row[]> {
    if (this.#state === 'ended') return rows;
    const payloads = rows.map(({ data = null }) => (data === null ? null : asBytes(data)));
    const sent = payloads.filter(isSent);
    if (sent.length === 0) return rows;
    const answer = await this.#ask(sent);
    if (answer === null) return rows;
    let place = 0;
    return rows.filter((_, i) => !isSent(payloads[i] ?? null) || answer[place++] === 1);
  }

  async end(): Promise<void> {
    await this.#worker.terminate();
  }

  #ask(payloads: readonly Buffer[]): Promise<Answer | null> {
    let length = 0;
    const ends = Int32Array.from(payloads, (payload) => (length += payload.length));
    const bytes = new Uint8Array(length);
    payloads.forEach((payload, i) => bytes.set(payload, (ends[i] ?? 0) - payload.length));
    return new Promise((resolve) => {
      this.#asked.push(resolve);
      this.#worker.ref();
      const message: Payloads = { bytes: bytes.buffer, ends };
      this.#worker.postMessage(message, [message.bytes, ends.buffer]);
    });
  }

  #answered(answer: Answer | null): void {
    this.#asked.shift()?.(answer);
    if (this.#asked.length === 0) this.#worker.unref();
  }
}

/** An empty payload may be a session without values. */
const isSent = (payload: Buffer | null): payload is Buffer =>
  payload !== null && payload.length > 0 && payload.length <= longestPayload;
