/** What the benchmarks use of the codec; the built one, as the tool has it. */
interface Gob {
  decode(payload: Uint8Array): unknown;
  encode(data: Record<string, unknown>, context: { expiry: Date }): { payload: Buffer };
}

const built = new URL('../../codecs/gob/index.js', import.meta.url).href;

export const { gob } = (await import(built)) as { gob: Gob };
