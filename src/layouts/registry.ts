import { betterSqlite3SessionStore } from './better-sqlite3-session-store.js';
import { connectPgSimple } from './connect-pg-simple.js';
import { connectSessionKnex } from './connect-session-knex.js';
import {
  connectSessionSequelize,
  sequelizeWithoutTimestamps,
} from './connect-session-sequelize.js';
import { connectSqlite3 } from './connect-sqlite3.js';
import { connectTypeorm } from './connect-typeorm.js';
import type { Layout, LayoutName } from './contract.js';
import { django } from './django.js';
import { expressMysqlSession } from './express-mysql-session.js';
import { flaskPostgres, flaskSession } from './flask-session.js';
import { laravel } from './laravel.js';
import { prismaSessionStore } from './prisma-session-store.js';
import { rails } from './rails.js';
import { scs } from './scs.js';
import { symfony } from './symfony.js';
import { authJs, betterAuth, tokenRow } from './token-row.js';

/** The layouts of each name, in the order in which `auto` tries them. */
export const layouts = {
  scs: [scs],
  'connect-session-sequelize': [connectSessionSequelize, sequelizeWithoutTimestamps],
  'connect-pg-simple': [connectPgSimple],
  'better-sqlite3-session-store': [betterSqlite3SessionStore],
  'connect-session-knex': [connectSessionKnex],
  'connect-sqlite3': [connectSqlite3],
  'express-mysql-session': [expressMysqlSession],
  'prisma-session-store': [prismaSessionStore],
  'connect-typeorm': [connectTypeorm],
  django: [django],
  laravel: [laravel],
  rails: [rails],
  symfony: [symfony],
  'flask-session': [flaskPostgres, flaskSession],
  'token-row': [betterAuth, authJs, tokenRow],
} satisfies Record<Exclude<LayoutName, 'custom'>, readonly Layout[]>;
