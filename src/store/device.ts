/** What comes after this many characters of an agent says nothing more, and may be a megabyte. */
export const longestAgent = 512;
/** Different agents that are remembered. */
const mostKept = 2000;

/** Says what an agent is, in words; null where that tells nothing. */
export type DeviceOf = (agent: string | null) => string | null;

/**
 * Says what kind of browser or program sent a user agent, and on what: `Firefox on Linux`, `Safari on
 * iPhone`, `Googlebot`; of what is no browser the program and its version, `curl 8.5`. Null where
 * nothing is told.
 */
export const deviceOf = async (agent: string | null): Promise<string | null> =>
  (await loadDevices())(agent);

let loaded: Promise<DeviceOf> | undefined;

/** Loads the parser, which takes some milliseconds, and gives what asks it. */
export const loadDevices = (): Promise<DeviceOf> => (loaded ??= load());

async function load(): Promise<DeviceOf> {
  const { default: bowser } = await import('bowser');
  const kept = new Map<string, string | null>();
  return (agent) => {
    if (agent === null || agent === '') return null;
    const start = agent.slice(0, longestAgent);
    let device = kept.get(start);
    if (device === undefined) {
      if (kept.size >= mostKept) kept.clear();
      device = isBrowser.test(start) ? browserIn(bowser.getParser(start, true)) : programIn(start);
      kept.set(start, device);
    }
    return device;
  };
}

/** All browsers, and who passes for one, begin so. */
const isBrowser = /^(?:Mozilla|Opera)\//;

/** What a parser says: it finds names by what is written around them, which may be anything. */
interface Parsed {
  getBrowserName(): string;
  getOSName(): string;
  getPlatform(): { type?: string; model?: string };
}

function browserIn(parsed: Parsed): string | null {
  const name = plain(parsed.getBrowserName().replace(/ for .*/, ''));
  const { type, model = '' } = parsed.getPlatform();
  if (type === 'bot') return name;
  const system = /^iP(?:hone|ad|od)/.test(model) ? plain(model) : plain(parsed.getOSName());
  return name !== null && system !== null ? `${name} on ${system}` : (name ?? system);
}

/** A name, and not the word that all of them begin with. */
const plain = (name: string): string | null =>
  /^(?!Mozilla$)[\w .+-]{1,40}$/.test(name) ? name : null;

/** `curl/8.5.0` and the like. */
function programIn(agent: string): string | null {
  const [, name, version] = /^([A-Za-z][\w.+-]{0,39})(?:[/ ]v?(\d+(?:\.\d+)?))?/.exec(agent) ?? [];
  if (name === undefined) return null;
  return version === undefined ? name : `${name} ${version}`;
}
