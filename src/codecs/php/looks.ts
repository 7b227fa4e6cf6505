const serialized = /^(?:[abds]:[^;{]|[aOCEsS]:\d|i:[-+]?\d|N;)/;
const session =
  /^(?:![^|:;"{}\x00-\x1f]{1,99}\||[^|!;"{}\x00-\x1f][^|;"{}\x00-\x1f]{0,99}\|(?:[abdsiOCErRS]:|N;))/;

/** Whether a payload begins as PHP's serialize() does. */
export const looksSerialized = (payload: Uint8Array): boolean => serialized.test(head(payload));

/** Whether it begins as PHP's own session format does. */
export const looksLikeSession = (payload: Uint8Array): boolean => session.test(head(payload));

const head = (payload: Uint8Array): string =>
  Buffer.from(payload.subarray(0, 120)).toString('latin1');
