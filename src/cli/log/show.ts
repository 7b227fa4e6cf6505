import type { Context } from '../context.js';
import { hanging } from '../output/wrap.js';
import type { LogLine } from './line.js';
import { readLog } from './read.js';
import { namesUser } from './typed.js';

/** Which lines are shown; null for whichever. */
export interface Wanted {
  readonly user: string | null;
  readonly since: Date | null;
}

/** Shows the lines of a log as they are read. Gives how many there were that could not be read. */
export async function showLog(context: Context, path: string, wanted: Wanted): Promise<number> {
  const write = await context.results();
  const { list, total, forPeople } = context.settings.formats.result;
  let before = list.begin;
  const { width } = context.renderOptions(new Date());
  const fit = (text: string): string =>
    forPeople && width !== null ? `${hanging(text.trimEnd(), width)}\n` : text;
  let unreadable = 0;
  let shown = 0;
  for await (const { line } of readLog(path)) {
    if (line === null) unreadable++;
    if (line === null || !isWanted(line, wanted)) continue;
    shown++;
    if (total !== null) continue;
    await context.out.write(before + fit(write({ ...line }, sentenceOf(line))));
    before = list.between;
  }
  const end = (before === list.begin ? list.begin : '') + list.end;
  await context.out.write(total === null ? end : total(shown));
  return unreadable;
}

function isWanted({ time, filter }: LogLine, { user, since }: Wanted): boolean {
  // A time that is none is shown: it is for `verify` to say that it was altered.
  if (since !== null && new Date(time) < since) return false;
  return user === null || namesUser(filter ?? '', user);
}

/** `2027-01-02T03:04:05.678Z ann@desk @shop: delete --user 42, sessions of shop.db: 2 matched, 2 deleted: done (lost laptop)` */
function sentenceOf(line: LogLine): string {
  const { time, by, app, command, filter, table, database, reason, outcome } = line;
  const who = app === null ? by : `${by} @${app}`;
  const what = filter === null ? command : `${command} ${filter}`;
  const where = database === null ? '' : `, ${table ?? ''} of ${database}`;
  const counts = (['matched', 'deleted', 'stored'] as const)
    .flatMap((key) => (line[key] === null ? [] : [`${line[key]} ${key}`]))
    .join(', ');
  const why = reason === null ? '' : ` (${reason})`;
  return `${time} ${who}: ${what}${where}: ${counts}${counts === '' ? '' : ': '}${outcome}${why}`;
}
