import { durationText } from '../../duration.js';
import type { Layout } from '../contract.js';
import { defineLayout } from '../define.js';
import { edges, type Edge } from '../edges.js';
import { factNames } from '../facts.js';
import type { LimitRule } from '../rules.js';
import type { Variant } from '../variants.js';
import { layoutSchema, type LayoutData } from './schema.js';

/**
 * A known layout as a file: all that is data in it, and the layout's own name in `like`, which brings
 * what is code. Reading it gives a layout that behaves the same.
 */
export function layoutData({ name, layout }: Variant): LayoutData {
  const {
    title,
    tables,
    where,
    fills,
    along,
    logout,
    cell,
    cookie,
    cookieName,
    also,
    livesOn,
    columns,
    expiry,
    payload,
    user,
    key,
  } = layout;
  const { lifetimeMs, form, others, atMost } = expiry;
  const code = codeIn(layout);
  const data: Record<string, unknown> = {
    $schema: 'https://unpkg.com/session-admin/dist/layout.schema.json',
    ...(code.length > 0 && { note: `what no data can say stays ${name}'s: ${code.join(', ')}` }),
    like: name,
    title,
    tables,
    columns: saidOf('columns', columns, usual.columns),
    ...(where.length > 0 && { where }),
    expiry: {
      form,
      ...edgeData('expired', expiry.expired),
      ...edgeData('purged', expiry.purged),
      ...(lifetimeMs > 0 && { lifetime: lifetimeText(lifetimeMs) }),
      ...(others.length > 0 && {
        others: others.map(({ lifetimeMs: ms, ...one }) => ({
          ...one,
          lifetime: lifetimeText(ms),
        })),
      }),
      ...(atMost && { atMost: limitData(atMost) }),
      ...saidOf('expiry', expiry, usual.expiry, converted),
    },
    ...(payload && { payload: saidOf('payload', payload, usual.payload) }),
    user: saidOf('user', user, usual.user),
    facts: factData(layout),
    key: saidOf('key', key, usual.key, ['generate']),
    ...(fills.length > 0 && { fills }),
    along,
    ...(logout !== usual.logout && { logout }),
    ...(layout.readOnly !== null && { readOnly: layout.readOnly }),
    ...(cell && { cell }),
    cookie,
    ...(cookieName !== null && { cookieName: cookieNameData(cookieName) }),
    also,
    livesOn,
  };
  const isSaid = (value: unknown): boolean =>
    typeof value !== 'object' || value === null || Object.keys(value).length > 0;
  return Object.fromEntries(Object.entries(data).filter(([, value]) => isSaid(value)));
}

const limitData = ({ lifetimeMs, ...limit }: LimitRule): object => ({
  ...limit,
  lifetime: lifetimeText(lifetimeMs),
});

const cookieNameData = (name: string | RegExp): LayoutData['cookieName'] =>
  typeof name === 'string' ? name : { form: name.source };

/** What stands in a file in another form than in a layout. */
const converted = ['form', 'expired', 'purged', 'others', 'atMost'];

const lifetimeText = (ms: number): string => (ms === Infinity ? 'never' : durationText(ms));

/** What is left out where a layout has just that. */
const usual = defineLayout({
  name: 'custom',
  title: '',
  tables: [],
  columns: { token: [] },
  expiry: { form: { sqlite: 'iso', integer: null, naive: 'utc' } },
  payload: { codecs: [] },
  key: { generate: () => '' },
});

type Section = 'columns' | 'expiry' | 'payload' | 'user' | 'key';

/** What a section of the schema knows of a part of a layout, but for what is as usual. */
function saidOf(
  section: Section,
  part: object,
  as: object | null,
  but: readonly string[] = [],
): Record<string, unknown> {
  const shape = layoutSchema.properties[section];
  const { properties } = 'anyOf' in shape ? shape.anyOf[0] : shape;
  const before = new Map(Object.entries(as ?? {}));
  const values = new Map<string, unknown>(Object.entries(part));
  const said = Object.keys(properties).filter(
    (key) =>
      values.has(key) &&
      !but.includes(key) &&
      JSON.stringify(values.get(key)) !== JSON.stringify(before.get(key)),
  );
  return Object.fromEntries(said.map((key) => [key, values.get(key)]));
}

function edgeData(name: 'expired' | 'purged', edge: Edge): Record<string, unknown> {
  const known = nameOf(edge);
  if (known !== undefined) return { [name]: known };
  const only = edge.only && nameOf(edge.only.edge);
  return only === undefined ? {} : { [name]: { edge: only, on: edge.only?.on } };
}

const nameOf = (edge: Edge): string | undefined =>
  Object.entries(edges).find(([, known]) => known === edge)?.[0];

const factData = ({ facts }: Layout): Record<string, unknown> =>
  Object.fromEntries(
    factNames
      .filter((name) => facts[name].columns.length > 0)
      .map((name) => {
        const { columns, naive } = facts[name];
        return [name, { columns, ...(naive !== null && { naive }) }];
      }),
  );

/** What of a layout is code, or the database's own, by its path. */
function codeIn(layout: Layout): string[] {
  const isCode = (value: unknown): boolean =>
    typeof value === 'function' || value instanceof RegExp;
  const told = factNames
    .filter((name) => layout.facts[name].told !== null)
    .map((name) => `facts.${name}`);
  const inSections = (['columns', 'expiry', 'payload', 'user', 'key'] as const).flatMap(
    (section) => {
      const before = new Map<string, unknown>(Object.entries(usual[section] ?? {}));
      return Object.entries(layout[section] ?? {})
        .filter(([key, value]) => isCode(value) && before.get(key) !== value && !isNamedEdge(value))
        .map(([key]) => `${section}.${key}`);
    },
  );
  return [
    ...inSections,
    ...told,
    ...(layout.facts.lastUse ? ['facts.lastSeen by a lifetime'] : []),
  ];
}

/** An edge that the file names. */
const isNamedEdge = (value: unknown): boolean =>
  typeof value === 'function' &&
  (nameOf(value as Edge) !== undefined ||
    nameOf((value as Edge).only?.edge ?? (value as Edge)) !== undefined);
