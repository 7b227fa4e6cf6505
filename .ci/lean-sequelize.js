// Keeps out of the command line's bundle what of Sequelize only models need: it runs statements that
// are written out, and takes rows as the drivers give them. What is left of it is a third of the
// whole, and so is the time to load it. The library's own Sequelize stays whole.
import { readFileSync } from 'node:fs';

const inSequelize = /\/node_modules\/sequelize\/lib\//;

/** A module of classes that nothing makes, by the names that others extend or compare with. */
const classes = (...names) =>
  `class Unused {} module.exports = Unused;
  ${names.map((name) => `Unused.${name} = class ${name} {};`).join(' ')}`;

/** What makes SQL for models, as far as a connection is opened with it. */
const generator = `module.exports = class QueryGenerator {
  constructor(options) { Object.assign(this, options); }
};`;
const queryInterface = (...names) =>
  `class QueryInterface {
    constructor(sequelize, queryGenerator) { Object.assign(this, { sequelize, queryGenerator }); }
  }
  module.exports = { ${names.map((name) => `${name}: QueryInterface`).join(', ')} };`;

/** Time zones are an offset here, so that no zone is ever looked up; dates are bound as text. */
const noMoment = `const unused = () => { throw new Error('a date is to be bound as text'); };
  module.exports = Object.assign(unused, {
    tz: { zone: () => null }, isMoment: () => false,
  });`;

/** A shape is given as it is stored. */
const noShapes = `module.exports = {
  Geometry: { parse: (value) => ({ toGeoJSON: () => value }) },
};`;

const nothing = 'module.exports = {};';

const replaced = [
  [/\/sequelize\/lib\/model\.js$/, classes()],
  [/\/sequelize\/lib\/associations\/[\w-]+\.js$/, classes('BelongsTo', 'BelongsToMany', 'HasMany')],
  [/\/sequelize\/lib\/dialects\/(?:sqlite|mysql|postgres)\/query-generator\.js$/, generator],
  [
    /\/sequelize\/lib\/dialects\/\w+\/query-interface\.js$/,
    queryInterface(
      'QueryInterface',
      'SQLiteQueryInterface',
      'MySQLQueryInterface',
      'PostgresQueryInterface',
    ),
  ],
  // The dialects of other databases, and the types of their columns.
  [/\/sequelize\/lib\/dialects\/(?:db2|mariadb|mssql|oracle|snowflake)\/index\.js$/, nothing],
  [
    /\/sequelize\/lib\/dialects\/(?:db2|mariadb|mssql|oracle|snowflake)\/data-types\.js$/,
    'module.exports = () => ({});',
  ],
  // What checks the fields of models, names their tables, and sorts them.
  [/\/sequelize\/lib\/utils\/validator-extras\.js$/, 'exports.validator = {};'],
  [/\/node_modules\/inflection\/lib\/inflection\.js$/, nothing],
  [/\/node_modules\/toposort-class\/index\.js$/, 'module.exports = class Unused {};'],
  [/\/node_modules\/dottie\/dottie\.js$/, nothing],
  [/\/node_modules\/moment(?:-timezone)?\/[\w-]+\.js$/, noMoment],
  [/\/node_modules\/wkx\/lib\/wkx\.js$/, noShapes],
  // Ids that only a log of statements would show, and that log, which would show their values.
  [/\/node_modules\/uuid\/dist\/(?:esm-node\/)?index\.js$/, 'exports.v1 = exports.v4 = () => "";'],
  [
    /\/node_modules\/debug\/src\/index\.js$/,
    'module.exports = () => Object.assign(() => undefined, { enabled: false });',
  ],
  // A URL is read by our own parser.
  [/\/node_modules\/pg-connection-string\/index\.js$/, nothing],
];

/** Of a package of many functions those that a module calls, each from its own file. */
const picked = (code, variable, name, folder) => {
  const calls = [...code.matchAll(new RegExp(`\\b${variable}\\.(\\w+)`, 'g'))];
  const functions = [...new Set(calls.map(([, called]) => called))].map(
    (called) => `${called}: require("${folder}/${called}")`,
  );
  return code.replace(`require("${name}")`, `({ ${functions.join(', ')} })`);
};

export const leanSequelize = {
  name: 'lean sequelize',
  load: (id) => {
    const found = replaced.find(([pattern]) => pattern.test(id));
    if (found) return found[1];
    if (!inSequelize.test(id) || !id.endsWith('.js')) return null;
    const code = picked(readFileSync(id, 'utf8'), '_', 'lodash', 'lodash');
    return picked(code, 'semver', 'semver', 'semver/functions');
  },
};
