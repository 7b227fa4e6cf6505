import { UsageError } from '../usage.js';

/** Reads an option's text where it was given; a UsageError then names the option. */
export function given<T>(
  option: string,
  text: string | undefined,
  parse: (text: string) => T,
): T | undefined {
  if (text === undefined) return undefined;
  try {
    return parse(text);
  } catch (error) {
    if (error instanceof UsageError) throw new UsageError(`${option}: ${error.message}`, option);
    throw error;
  }
}

/** An object without its undefined members: "not given" stays visible to whoever has the default. */
export function defined<T extends object>(
  options: T,
): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}
