/** Returns the object that a payload is as JSON, or null if it is none. */
export function objectOf(payload: Uint8Array): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(Buffer.from(payload).toString());
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const empty: Readonly<Record<string, never>> = Object.freeze({});

/** A decoded value as an object of its own properties; one without any where it is none. */
export const objectIn = (value: unknown): Readonly<Record<string, unknown>> =>
  isObject(value) ? value : empty;
