import type { Group, Grouping, Groups } from '../../index.js';
import { cellText } from '../output/json.js';
import { createPalette } from '../output/palette.js';
import { drawTable } from '../output/table.js';
import type { Cell } from '../output/table-columns.js';
import { grouped } from '../text.js';
import { relative } from '../values/duration.js';

interface GroupColumn {
  readonly title: string;
  readonly align: 'left' | 'right';
  readonly least: number;
  readonly most: number;
  readonly rank: number;
  readonly text: (group: Group) => string;
}

const whole = { least: Infinity, most: Infinity };
const keyTitles: Readonly<Record<Grouping, string>> = {
  user: 'User',
  ip: 'Address',
  device: 'Device',
  day: 'Day',
  state: 'State',
};
const dayTitles = { created: 'Made', lastSeen: 'Last seen', expiry: 'Run out' };

/** Groups as aligned columns under a heading, cut to a terminal's width; nothing where there are none. */
export async function groupTable(
  by: Grouping,
  { groups, of }: Groups,
  { now, width, color }: { now: Date; width: number | null; color: boolean },
): Promise<string> {
  if (groups.length === 0) return '';
  const palette = await createPalette(color);
  const columns = columnsOf(by, of, groups, now);
  const rows = groups.map((group) =>
    columns.map(({ text }): Cell => ({ text: text(group), paint: palette.plain })),
  );
  return drawTable(columns, rows, palette, width);
}

function columnsOf(
  by: Grouping,
  of: Groups['of'],
  groups: readonly Group[],
  now: Date,
): GroupColumn[] {
  const number = (title: string, rank: number, of: (group: Group) => number): GroupColumn => ({
    title,
    align: 'right',
    ...whole,
    rank,
    text: (group) => grouped(of(group)),
  });
  return [
    {
      title: of === null ? keyTitles[by] : dayTitles[of],
      align: 'left',
      least: 10,
      most: Infinity,
      rank: 0,
      text: keyText,
    },
    number('Sessions', 1, ({ sessions }) => sessions),
    ...(by === 'state' ? [] : [number('Active', 2, ({ active }) => active)]),
    ...(groups.some(({ users }) => users !== null)
      ? [number('Users', 3, ({ users }) => users ?? 0)]
      : []),
    ...(groups.some(({ lastSeen }) => lastSeen !== null)
      ? [
          {
            title: 'Last seen',
            align: 'left' as const,
            ...whole,
            rank: 4,
            text: ({ lastSeen }: Group) => (lastSeen === null ? '' : relative(lastSeen, now)),
          },
        ]
      : []),
  ];
}

const keyText = ({ key, name }: Group): string => {
  if (key === null) return '(none)';
  return name === null ? cellText(key) : `${cellText(name)} (${cellText(key)})`;
};
