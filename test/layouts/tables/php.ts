import { before, second, type FrameworkTable } from './contract.js';

/** 2030-01-02T03:04:05Z, and as much earlier. */
const end = 1_893_553_445;

const dead = (expiry: number, now: number): boolean => second(expiry) < second(now);
const later = (expiry: number, now: number): boolean => second(expiry) > second(now);
const asBlob = (text: string): string => `CAST('${text}' AS BLOB)`;

const drupal = {
  layout: 'drupal',
  table: 'sessions',
  data: { _sf2_attributes: { uid: '42' }, user_id: 42, cart: ['ä'] },
  user: '42',
  alive: null,
  purged: dead,
  unit: 1000,
} as const;
const drupalPayload = '_sf2_attributes|a:1:{s:3:"uid";s:2:"42";}';
const drupalRow = (payload = `'${drupalPayload}'`): string =>
  `INSERT INTO sessions VALUES (42, 'application', '127.0.0.1', ${end - 200_000}, ${payload})`;
const drupalTables: FrameworkTable[] = [
  {
    ...drupal,
    on: 'sqlite',
    create: [
      `CREATE TABLE "sessions" (uid INTEGER NOT NULL CHECK (uid>= 0), sid VARCHAR(128) NOT NULL, hostname VARCHAR(128) NOT NULL DEFAULT '', timestamp INTEGER NOT NULL DEFAULT 0, session BLOB NULL DEFAULT NULL, PRIMARY KEY (sid))`,
    ],
    row: drupalRow(asBlob(drupalPayload)),
    types: { sid: 'text', timestamp: 'integer', session: 'blob' },
  },
  {
    ...drupal,
    on: 'postgres',
    create: [
      `CREATE TABLE sessions (uid bigint CHECK (uid >= 0) NOT NULL, sid varchar(128) NOT NULL PRIMARY KEY, hostname varchar(128) NOT NULL DEFAULT '', timestamp bigint NOT NULL DEFAULT 0, session bytea NULL)`,
    ],
    row: drupalRow(),
  },
  {
    ...drupal,
    on: 'mysql',
    create: [
      `CREATE TABLE sessions (uid INT unsigned NOT NULL, sid VARCHAR(128) CHARACTER SET ascii NOT NULL, hostname VARCHAR(128) CHARACTER SET ascii NOT NULL DEFAULT '', timestamp BIGINT NOT NULL DEFAULT 0, session LONGBLOB NULL DEFAULT NULL, PRIMARY KEY (sid), INDEX timestamp (timestamp), INDEX uid (uid)) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4`,
    ],
    row: drupalRow(),
  },
];

const joomla = {
  layout: 'joomla',
  table: 'x7a2q_session',
  data: null,
  raw: 'joomla|s:4:"Tjs=";',
  alive: null,
  purged: dead,
  unit: 1000,
} as const;
const joomlaRow = `INSERT INTO x7a2q_session (session_id, client_id, guest, time, data, userid, username)
  VALUES ('application', 0, 0, ${end - 900}, '${joomla.raw}', 42, 'ann')`;
const joomlaTables: FrameworkTable[] = [
  {
    ...joomla,
    on: 'postgres',
    create: [
      `CREATE TABLE x7a2q_session (session_id bytea NOT NULL, client_id smallint DEFAULT NULL, guest smallint DEFAULT 1, time integer DEFAULT 0 NOT NULL, data text, userid bigint DEFAULT 0, username varchar(150) DEFAULT '', PRIMARY KEY (session_id))`,
    ],
    row: joomlaRow,
  },
  {
    ...joomla,
    on: 'mysql',
    create: [
      `CREATE TABLE x7a2q_session (session_id varbinary(192) NOT NULL, client_id tinyint unsigned DEFAULT NULL, guest tinyint unsigned DEFAULT 1, time int NOT NULL DEFAULT 0, data mediumtext, userid int DEFAULT 0, username varchar(150) DEFAULT '', PRIMARY KEY (session_id), KEY userid (userid), KEY time (time)) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4`,
    ],
    row: joomlaRow,
  },
];

const session = 'user_id|i:42;cart|a:1:{i:0;s:1:"x";}';
const base64 = Buffer.from(session).toString('base64');
const codeigniter = {
  layout: 'codeigniter',
  table: 'ci_sessions',
  data: { user_id: 42, cart: ['ä'] },
  alive: null,
  purged: dead,
  unit: 1000,
} as const;
const codeigniterTables: FrameworkTable[] = [
  {
    ...codeigniter,
    variant: '3',
    on: 'sqlite',
    create: [
      'CREATE TABLE ci_sessions (id varchar(128) NOT NULL PRIMARY KEY, ip_address varchar(45) NOT NULL, timestamp integer DEFAULT 0 NOT NULL, data blob NOT NULL)',
    ],
    row: `INSERT INTO ci_sessions VALUES ('application', '127.0.0.1', ${end - 7200}, '${session}')`,
    types: { id: 'text', timestamp: 'integer' },
  },
  {
    ...codeigniter,
    variant: '4',
    on: 'postgres',
    unit: 1,
    purged: before,
    create: [
      "CREATE TABLE ci_sessions (id varchar(128) NOT NULL, ip_address inet NOT NULL, timestamp timestamptz DEFAULT CURRENT_TIMESTAMP NOT NULL, data bytea DEFAULT '' NOT NULL, PRIMARY KEY (id))",
    ],
    row: `INSERT INTO ci_sessions VALUES ('ci_session:application', '127.0.0.1', '2030-01-02 01:04:05Z', '${session}')`,
    rowToken: 'ci_session:application',
  },
  {
    ...codeigniter,
    variant: '4',
    on: 'mysql',
    create: [
      'CREATE TABLE ci_sessions (id varchar(128) NOT NULL, ip_address varchar(45) NOT NULL, timestamp timestamp DEFAULT CURRENT_TIMESTAMP NOT NULL, data blob NOT NULL, PRIMARY KEY (id), KEY ci_sessions_timestamp (timestamp))',
    ],
    row: `INSERT INTO ci_sessions VALUES ('ci_session:application', '127.0.0.1', '2030-01-02 01:04:05', '${session}')`,
    rowToken: 'ci_session:application',
  },
  {
    ...codeigniter,
    variant: '3',
    on: 'postgres',
    create: [
      `CREATE TABLE ci_sessions (id varchar(128) NOT NULL, ip_address varchar(45) NOT NULL, timestamp bigint DEFAULT 0 NOT NULL, data text DEFAULT '' NOT NULL)`,
      'CREATE INDEX ci_sessions_timestamp ON ci_sessions (timestamp)',
    ],
    row: `INSERT INTO ci_sessions VALUES ('application', '127.0.0.1', ${end - 7200}, '${base64}')`,
  },
  {
    ...codeigniter,
    variant: '3',
    on: 'mysql',
    create: [
      'CREATE TABLE ci_sessions (id varchar(128) NOT NULL, ip_address varchar(45) NOT NULL, timestamp int(10) unsigned DEFAULT 0 NOT NULL, data blob NOT NULL, KEY ci_sessions_timestamp (timestamp))',
    ],
    row: `INSERT INTO ci_sessions VALUES ('application', '127.0.0.1', ${end - 7200}, '${session}')`,
  },
];

const yii2 = {
  layout: 'yii2',
  table: 'session',
  data: { __id: 42, cart: ['ä'] },
  alive: later,
  purged: dead,
  unit: 1000,
  null: 'expired',
} as const;
const yiiPayload = '__flash|a:0:{}__id|i:42;';
const yii2Tables: FrameworkTable[] = [
  {
    ...yii2,
    on: 'sqlite',
    create: ['CREATE TABLE session (id CHAR(40) NOT NULL PRIMARY KEY, expire INTEGER, data BLOB)'],
    row: `INSERT INTO session VALUES ('application', ${end}, ${asBlob(yiiPayload)})`,
    types: { id: 'text', expire: 'integer', data: 'blob' },
  },
  {
    ...yii2,
    on: 'postgres',
    create: ['CREATE TABLE session (id CHAR(40) NOT NULL PRIMARY KEY, expire INTEGER, data BYTEA)'],
    row: `INSERT INTO session VALUES ('application', ${end}, '${yiiPayload}')`,
  },
  {
    ...yii2,
    on: 'mysql',
    create: [
      'CREATE TABLE session (id CHAR(40) NOT NULL PRIMARY KEY, expire INTEGER, data LONGBLOB)',
    ],
    row: `INSERT INTO session VALUES ('application', ${end}, '${yiiPayload}')`,
  },
];

const cakephp = {
  layout: 'cakephp',
  table: 'sessions',
  data: { Auth: { User: { id: 42 } }, cart: ['ä'] },
  alive: null,
  purged: dead,
  unit: 1000,
  null: 'alive',
} as const;
const cakePayload = 'Config|a:1:{s:4:"time";i:1;}Auth|a:1:{s:4:"User";a:1:{s:2:"id";i:42;}}';
const cakeRow = (payload = `'${cakePayload}'`): string =>
  `INSERT INTO sessions (id, data, expires) VALUES ('application', ${payload}, ${end})`;
const cakephpTables: FrameworkTable[] = [
  {
    ...cakephp,
    on: 'sqlite',
    create: [
      'CREATE TABLE sessions (id CHAR(40) NOT NULL PRIMARY KEY, created DATETIME DEFAULT CURRENT_TIMESTAMP, modified DATETIME DEFAULT CURRENT_TIMESTAMP, data BLOB DEFAULT NULL, expires INTEGER DEFAULT NULL)',
    ],
    row: cakeRow(asBlob(cakePayload)),
    types: { id: 'text', data: 'blob', expires: 'integer' },
  },
  {
    ...cakephp,
    on: 'postgres',
    create: [
      'CREATE TABLE sessions (id character(40) NOT NULL PRIMARY KEY, created timestamp DEFAULT CURRENT_TIMESTAMP, modified timestamp DEFAULT CURRENT_TIMESTAMP, data bytea DEFAULT NULL, expires integer DEFAULT NULL)',
    ],
    row: cakeRow(),
  },
  {
    ...cakephp,
    on: 'mysql',
    create: [
      'CREATE TABLE sessions (id char(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL, created datetime DEFAULT CURRENT_TIMESTAMP, modified datetime DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP, data blob DEFAULT NULL, expires int(10) unsigned DEFAULT NULL, PRIMARY KEY (id)) ENGINE=InnoDB',
    ],
    row: cakeRow(),
  },
  {
    ...cakephp,
    variant: '2 (MISP)',
    on: 'mysql',
    table: 'cake_sessions',
    create: [
      `CREATE TABLE cake_sessions (id varchar(255) NOT NULL DEFAULT '', data text NOT NULL, expires int(11) DEFAULT NULL, PRIMARY KEY (id), INDEX expires (expires)) ENGINE=InnoDB`,
    ],
    row: cakeRow().replace('sessions', 'cake_sessions'),
  },
];

const opencartTables: FrameworkTable[] = [
  {
    layout: 'opencart',
    on: 'mysql',
    table: 'oc_session',
    data: { customer_id: 42, cart: ['ä'] },
    logins: ['admin:5', '42'],
    alive: later,
    purged: dead,
    unit: 1000,
    create: [
      'CREATE TABLE oc_session (session_id varchar(32) NOT NULL, data text NOT NULL, expire datetime NOT NULL, PRIMARY KEY (session_id), KEY expire (expire)) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4',
    ],
    row: `INSERT INTO oc_session VALUES ('a1b2c3d4e5f60718293a4b5c6d', '{"language":"en-gb","customer_id":"42"}', '2030-01-02 03:04:05')`,
    rowToken: 'a1b2c3d4e5f60718293a4b5c6d',
    token: (n) => String(n).padStart(26, '0'),
  },
];

const roundcubeVars = Buffer.from(
  'language|s:5:"en_US";user_id|i:42;username|s:3:"ann";password|s:3:"abc";',
).toString('base64');
const roundcube = {
  layout: 'roundcube',
  table: 'session',
  data: null,
  raw: roundcubeVars,
  unit: 1000,
  alive: (expiry: number, now: number) => second(expiry) >= second(now),
  purged: dead,
} as const;
const roundcubeTables: FrameworkTable[] = (['1.7', '1.6'] as const).flatMap((version) => {
  const [column, at] =
    version === '1.7' ? ['expires_at', '2030-01-02 03:04:05'] : ['changed', '2030-01-02 02:54:05'];
  const row = `INSERT INTO session (sess_id, ${column}, ip, vars) VALUES ('application', '${at}', '127.0.0.1', '${roundcubeVars}')`;
  return [
    {
      ...roundcube,
      variant: version,
      on: 'sqlite',
      // What stands there may have a fraction.
      unit: 1,
      create: [
        `CREATE TABLE session (sess_id varchar(128) NOT NULL PRIMARY KEY, ${column} datetime NOT NULL default '0000-00-00 00:00:00', ip varchar(40) NOT NULL, vars text NOT NULL)`,
        `CREATE INDEX ix_session ON session (${column})`,
      ],
      row,
      types: { sess_id: 'text', [column]: 'text', vars: 'text' },
    },
    {
      ...roundcube,
      variant: version,
      on: 'postgres',
      unit: 1,
      alive: (expiry, now) => expiry >= now,
      purged: before,
      create: [
        `CREATE TABLE session (sess_id varchar(128) DEFAULT '' PRIMARY KEY, ${column} timestamp with time zone DEFAULT now() NOT NULL, ip varchar(41) NOT NULL, vars text NOT NULL)`,
      ],
      row,
    },
    {
      ...roundcube,
      variant: version,
      on: 'mysql',
      create: [
        `CREATE TABLE session (sess_id varchar(128) NOT NULL, ${column} datetime NOT NULL DEFAULT '1000-01-01 00:00:00', ip varchar(40) NOT NULL, vars mediumtext NOT NULL, PRIMARY KEY (sess_id), INDEX at_index (${column})) ENGINE=InnoDB`,
      ],
      row,
    },
  ] satisfies FrameworkTable[];
});

export const phpTables: readonly FrameworkTable[] = [
  ...drupalTables,
  ...joomlaTables,
  ...codeigniterTables,
  ...yii2Tables,
  ...cakephpTables,
  ...opencartTables,
  ...roundcubeTables,
];
