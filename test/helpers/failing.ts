import { SequelizeStore, SessionAdminError, type StoreOptions } from '../../src/index.js';

/**
 * Opens a store where that must fail, or does something with it that must, and gives the error:
 * one plain line, without SQL, in which none of the secrets stands in any spelling.
 */
export async function failing(
  url: string,
  { secrets = [], ...options }: StoreOptions & { secrets?: readonly string[] } = {},
  act: (store: SequelizeStore) => Promise<unknown> = () => Promise.resolve(),
): Promise<SessionAdminError> {
  let store: SequelizeStore | undefined;
  try {
    store = await SequelizeStore.open(url, { cleanupInterval: 0, create: false, ...options });
    await act(store);
  } catch (error) {
    if (!(error instanceof SessionAdminError)) throw error;
    checkWords(error.message, [...secrets, ...passwordsIn(url)]);
    return error;
  } finally {
    await store?.close();
  }
  throw new Error('a failure was expected');
}

function checkWords(message: string, secrets: readonly string[]): void {
  const wrong = [
    ...(message.includes('\n') ? ['has more than one line'] : []),
    ...(message.length > 300 ? ['is long'] : []),
    ...(/\b(?:SELECT|INSERT|DELETE|UPDATE|FROM|WHERE)\b|\$1|undefined|no code/.test(message)
      ? ['has SQL or nonsense in it']
      : []),
    ...secrets.filter((secret) => message.includes(secret)).map(() => 'holds a secret'),
  ];
  if (wrong.length > 0) throw new Error(`the message ${wrong.join(', ')}: ${message}`);
}

/** The password of a URL in its spellings. */
function passwordsIn(url: string): string[] {
  const raw = /^[a-z]+:\/\/[^/@]*?:(.*)@/.exec(url)?.[1];
  if (raw === undefined || raw === '') return [];
  const plain = decodeURIComponent(raw);
  return [...new Set([raw, plain, encodeURIComponent(plain), JSON.stringify(plain).slice(1, -1)])];
}
