import { after, type FrameworkTable } from './contract.js';

const phoenix = {
  layout: 'phoenix',
  on: 'sqlite',
  table: 'users_tokens',
  data: null,
  user: '7',
  unit: 1000,
  alive: after,
  purged: (expiry, now) => expiry <= now,
} as const satisfies Partial<FrameworkTable>;
const phoenixColumns = (id: string, whole: string, token: string, at: string): string =>
  `CREATE TABLE users_tokens (id ${id}, user_id ${whole} NOT NULL, token ${token} NOT NULL,
    context varchar(255) NOT NULL, sent_to varchar(255), authenticated_at ${at}, inserted_at ${at} NOT NULL)`;
const phoenixIndex =
  'CREATE UNIQUE INDEX users_tokens_context_token_index ON users_tokens (context, token)';
const phoenixRow = (token: string, at: string): string =>
  `INSERT INTO users_tokens (user_id, token, context, inserted_at)
    VALUES (7, ${token}, 'session', '${at}')`;

export const abilityTables: FrameworkTable[] = [
  {
    ...phoenix,
    unit: 1,
    create: [
      phoenixColumns('INTEGER PRIMARY KEY AUTOINCREMENT', 'INTEGER', 'BLOB', 'TEXT'),
      phoenixIndex,
    ],
    row: phoenixRow("CAST('application' AS BLOB)", '2029-12-19T03:04:05Z'),
    types: { token: 'blob', context: 'text', inserted_at: 'text' },
  },
  {
    ...phoenix,
    on: 'postgres',
    create: [phoenixColumns('bigserial', 'bigint', 'bytea', 'timestamp(0)'), phoenixIndex],
    row: phoenixRow("'application'", '2029-12-19 03:04:05'),
  },
  {
    ...phoenix,
    on: 'mysql',
    create: [
      phoenixColumns(
        'bigint unsigned AUTO_INCREMENT PRIMARY KEY',
        'bigint',
        'varbinary(32)',
        'datetime',
      ),
      phoenixIndex,
    ],
    row: phoenixRow("'application'", '2029-12-19 03:04:05'),
  },
];
