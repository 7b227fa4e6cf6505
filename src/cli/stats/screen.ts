import type { Stats, StoreInfo } from '../../index.js';
import { cellText } from '../output/json.js';
import { escapeText } from '../output/escape.js';
import { createPalette, type Palette } from '../output/palette.js';
import { formatShare } from '../output/share.js';
import { formatSize } from '../output/size.js';
import { wrapText } from '../output/wrap.js';
import { counted, grouped } from '../text.js';
import { relative } from '../values/duration.js';
import { chartPanel } from './charts.js';
import { listPanel } from './lists.js';
import { layOutPanels, type Panel } from './panels.js';

export interface ScreenOptions {
  readonly now: Date;
  readonly width: number;
  readonly color: boolean;
  /** Whether the terminal shows more than ASCII. */
  readonly unicode: boolean;
}

/** A table in numbers and plots, on one screen. */
export async function statsScreen(
  stats: Stats,
  info: StoreInfo,
  options: ScreenOptions,
): Promise<string> {
  const palette = await createPalette(options.color);
  const title = escapeText(`${info.table} (${info.title}) of ${info.database}`);
  const sentences = [countsText(stats), usersText(stats)].filter((text) => text !== '');
  const lines = sentences.flatMap((text) => wrapText(text, options.width));
  const head = [
    ...wrapText(title, options.width).map((line) => palette.heading(line)),
    '',
    ...lines,
    '',
  ];
  const panels = panelsOf(stats, options, palette);
  return `${head.join('\n')}\n${layOutPanels(panels, options.width, palette)}`;
}

function countsText({ active, expired, neverExpire, unreadable }: Stats): string {
  const parts = [
    `${counted(active + expired, 'session')}: ${grouped(active)} active, ${grouped(expired)} expired`,
    ...(neverExpire > 0 ? [`${grouped(neverExpire)} never expire`] : []),
    ...(unreadable > 0 ? [`${grouped(unreadable)} cannot be read`] : []),
  ];
  return `${parts.join('; ')}.`;
}

/** Who is in the table, as far as it says so. */
function usersText({ users, anonymous, active, expired }: Stats): string {
  if (users === null && anonymous === null) return 'The table does not say who is logged in.';
  const all = active + expired;
  const known = users === null ? '' : counted(users, 'user');
  if (anonymous === null || all === 0) return known === '' ? '' : `${known}.`;
  const nobody =
    anonymous === 0
      ? 'no session is anonymous'
      : `${grouped(anonymous)} of ${counted(all, 'session')} (${formatShare(anonymous, all)}) ${anonymous === 1 ? 'is' : 'are'} anonymous`;
  return `${known}${known === '' ? '' : '; '}${nobody}.`;
}

function panelsOf(stats: Stats, options: ScreenOptions, palette: Palette): Panel[] {
  const { now, unicode } = options;
  const list = (title: string, note: string, entries: Parameters<typeof listPanel>[2]): Panel[] =>
    entries.length === 0 ? [] : [listPanel(title, note, entries, palette, unicode)];
  const chart = (title: string, stretches: Stats['created']): Panel[] =>
    stretches === null || stretches.length === 0
      ? []
      : [chartPanel(title, stretches, now, palette, unicode)];
  return [
    ...list(
      'Users',
      mostOf(stats.topUsers, stats.users),
      (stats.topUsers ?? []).map(({ user, name, sessions, lastSeen }) => ({
        name: name === null ? cellText(user) : `${cellText(name)} (${cellText(user)})`,
        sessions,
        also: lastSeen === null ? '' : relative(lastSeen, now),
      })),
    ),
    ...list(
      'Addresses',
      mostOf(stats.ips, stats.different.ips),
      (stats.ips ?? []).map(({ ip, sessions, users }) => ({
        name: cellText(ip),
        sessions,
        also: users === null ? '' : counted(users, 'user'),
      })),
    ),
    ...list(
      'Devices',
      mostOf(stats.devices, stats.different.devices),
      (stats.devices ?? []).map(({ device, sessions }) => ({
        name: cellText(device),
        sessions,
        also: '',
      })),
    ),
    ...chart('Made', stats.created),
    ...chart('Run out', stats.expires),
    ...tablePanel(stats, now, palette),
  ];
}

/** How many there are, and of how many of them the first are shown. */
function mostOf(shown: readonly unknown[] | null, all: number | null): string {
  const [some, total] = [shown?.length ?? 0, all ?? 0];
  return `${some < total ? `${grouped(some)} of ` : ''}${grouped(total)}, by sessions`;
}

function tablePanel(
  { payloadBytes, active, expired, storage }: Stats,
  now: Date,
  palette: Palette,
): Panel[] {
  const { bytes, deadRows, lastVacuum, expiryIndex } = storage;
  const all = active + expired;
  const facts: (string | null)[] = [
    payloadBytes === null || all === 0
      ? null
      : `payloads ${formatSize(payloadBytes)}, ${formatSize(Math.round(payloadBytes / all))} a session`,
    bytes === null ? null : `on disk ${formatSize(bytes)}, with indexes`,
    deadRows === null ? null : `about ${counted(deadRows, 'dead row')}`,
    lastVacuum === null ? null : `last vacuum ${relative(lastVacuum, now)}`,
    expiryIndex === null ? null : expiryIndex ? 'expiry is indexed' : 'no index on expiry',
  ];
  const lines = facts.filter((text) => text !== null);
  if (lines.length === 0) return [];
  return [
    {
      title: 'Table',
      note: '',
      lines: (width) =>
        lines.flatMap((text) =>
          wrapText(text, width).map((line) => [{ text: line, paint: palette.plain }]),
        ),
    },
  ];
}
