import { expect } from 'vitest';
import {
  SequelizeStore,
  type CheckName,
  type ExamineBounds,
  type Finding,
  type StoreOptions,
} from '../../../src/index.js';

interface Look extends StoreOptions {
  bounds?: Partial<ExamineBounds>;
}

/** What one check finds in a database that is opened only to be read. */
export async function finding(
  url: string,
  check: CheckName,
  { bounds = {}, ...options }: Look = {},
): Promise<Finding> {
  await using store = await SequelizeStore.open(url, { readOnly: true, ...options });
  const found = await store.examine({ only: [check], bounds });
  expect(found.map((one) => one.check)).toEqual([check]);
  return found[0] as Finding;
}

/** Its status and its fix alone. */
export async function verdict(url: string, check: CheckName, options: Look = {}): Promise<string> {
  const { status, fix } = await finding(url, check, options);
  return fix === null ? status : `${status}: ${fix}`;
}
