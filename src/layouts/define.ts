import type { Layout, LayoutColumns, PayloadRule, UserRule } from './contract.js';
import type { ExpiryRule } from './rules.js';
import type { KeyRule } from './key.js';
import { aliveAt } from './edges.js';
import { factRules, type GivenFacts } from './facts.js';

type Given = Pick<Layout, 'name' | 'title' | 'tables'> & {
  columns: Partial<LayoutColumns> & Pick<LayoutColumns, 'token'>;
  expiry: Partial<ExpiryRule> & Pick<ExpiryRule, 'form'>;
  payload: (Partial<PayloadRule> & Pick<PayloadRule, 'codecs'>) | null;
  user?: Partial<UserRule>;
  facts?: GivenFacts;
  key: Partial<KeyRule> & Pick<KeyRule, 'generate'>;
} & Partial<
    Pick<
      Layout,
      | 'cell'
      | 'along'
      | 'logout'
      | 'readOnly'
      | 'where'
      | 'fills'
      | 'cookie'
      | 'cookieName'
      | 'also'
      | 'livesOn'
      | 'create'
    >
  >;

/** A layout with what most have in common where it says nothing itself. */
export const defineLayout = (given: Given): Layout => ({
  cell: null,
  along: [],
  logout: 'deletes',
  readOnly: null,
  where: [],
  fills: [],
  cookie: null,
  cookieName: null,
  also: [],
  livesOn: [],
  create: null,
  ...given,
  columns: { ...noColumns, ...given.columns },
  expiry: { ...plainExpiry, ...given.expiry },
  payload: given.payload && { ...plainPayload, ...given.payload },
  user: {
    paths: [],
    find: null,
    foundOnly: false,
    elsewhere: null,
    guests: [],
    alone: false,
    seeded: false,
    tables: [],
    ...given.user,
  },
  facts: factRules(given.facts),
  key: {
    ofId: asItIs,
    transform: null,
    hashed: null,
    counted: false,
    like: null,
    prefix: null,
    isText: true,
    form: null,
    unique: true,
    ...given.key,
  },
});

const asItIs = (id: string): string => id;

const noColumns = {
  data: [],
  expiry: [],
  user: [],
  previous: [],
  revoked: [],
  revokedForm: 'set',
  also: [],
  lacks: [],
  own: [],
  provenBy: 'rows',
  dialects: ['sqlite', 'postgres', 'mysql'],
  typed: null,
} as const;

const plainExpiry: Omit<ExpiryRule, 'form'> = {
  expired: aliveAt,
  purged: aliveAt,
  null: 'never',
  lifetimeMs: 0,
  lifetimeFrom: null,
  lifetimeIn: [],
  others: [],
  atMost: null,
  purgedBy: [],
  swept: false,
  sweptIn: null,
  of: null,
};

/** A payload of which nothing is known. */
export const plainPayload: Omit<PayloadRule, 'codecs'> = {
  proves: null,
  foreign: [],
  open: false,
  bytes: false,
  noise: [],
  readOnly: null,
  optional: false,
  secrets: [],
  witness: null,
  seed: (data) => data,
  provesItself: () => false,
  wrap: (data) => data,
  credential: null,
};
