import { betterSqlite3SessionStore } from './known/express/better-sqlite3-session-store.js';
import { connectPgSimple } from './known/express/connect-pg-simple.js';
import { connectSessionKnex } from './known/express/connect-session-knex.js';
import {
  connectSessionSequelize,
  sequelizeWithoutTimestamps,
} from './known/express/connect-session-sequelize.js';
import { connectSqlite3 } from './known/express/connect-sqlite3.js';
import { connectTypeorm } from './known/express/connect-typeorm.js';
import type { LayoutName } from '../session.js';
import type { Layout } from './contract.js';
import { django } from './known/python/django.js';
import { expressMysqlSession } from './known/express/express-mysql-session.js';
import { flaskPostgres, flaskSession } from './known/python/flask-session.js';
import { adonis } from './known/javascript/adonis.js';
import { directus } from './known/javascript/directus.js';
import { ghost } from './known/javascript/ghost.js';
import { metabase, metabaseById } from './known/java/metabase.js';
import { cakephp } from './known/php/cakephp.js';
import { codeigniter3, codeigniter4 } from './known/php/codeigniter.js';
import { drupal } from './known/php/drupal.js';
import { drupal7 } from './known/php/drupal-7.js';
import { joomla } from './known/php/joomla.js';
import { laravel } from './known/php/laravel.js';
import { redmine } from './known/ruby/redmine.js';
import { discourse } from './known/ruby/discourse.js';
import { grafana } from './known/go/grafana.js';
import { kratos } from './known/go/kratos.js';
import { supabase } from './known/go/supabase.js';
import { gitea } from './known/go/gitea.js';
import { mysqlstore, pgstore } from './known/go/gorilla.js';
import { mattermost } from './known/go/mattermost.js';
import { immich } from './known/javascript/immich.js';
import { payload } from './known/javascript/payload.js';
import { concrete } from './known/php/concrete.js';
import { moodle } from './known/php/moodle.js';
import { phpbb } from './known/php/phpbb.js';
import { zabbix } from './known/php/zabbix.js';
import { deviseTokenAuth } from './known/ruby/devise-token-auth.js';
import { mastodon } from './known/ruby/mastodon.js';
import { towerSessions } from './known/rust/tower-sessions.js';
import { matomo } from './known/php/matomo.js';
import { nextcloud } from './known/php/nextcloud.js';
import { strapi } from './known/javascript/strapi.js';
import { typo3Backend, typo3Frontend } from './known/php/typo3.js';
import { opencart } from './known/php/opencart.js';
import { roundcube, roundcube16 } from './known/php/roundcube.js';
import { yii2 } from './known/php/yii2.js';
import { phoenix } from './known/elixir/phoenix.js';
import { prismaSessionStore } from './known/express/prisma-session-store.js';
import { rails } from './known/ruby/rails.js';
import { railsAuthentication } from './known/ruby/rails-authentication.js';
import { scs } from './known/go/scs.js';
import { springSession } from './known/java/spring-session.js';
import { wordpress } from './known/php/wordpress.js';
import { symfony } from './known/php/symfony.js';
import { authJs, betterAuth, tokenRow } from './known/javascript/token-row.js';

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
  wordpress: [wordpress],
  'flask-session': [flaskPostgres, flaskSession],
  phoenix: [phoenix],
  redmine: [redmine],
  discourse: [discourse],
  grafana: [grafana],
  kratos: [kratos],
  supabase: [supabase],
  matomo: [matomo],
  nextcloud: [nextcloud],
  typo3: [typo3Frontend, typo3Backend],
  strapi: [strapi],
  'spring-session': [springSession],
  'rails-authentication': [railsAuthentication],
  drupal: [drupal, drupal7],
  joomla: [joomla],
  codeigniter: [codeigniter4, codeigniter3],
  yii2: [yii2],
  cakephp: [cakephp],
  opencart: [opencart],
  roundcube: [roundcube, roundcube16],
  adonis: [adonis],
  directus: [directus],
  ghost: [ghost],
  metabase: [metabase, metabaseById],
  mattermost: [mattermost],
  mastodon: [mastodon],
  immich: [immich],
  gitea: [gitea],
  gorilla: [pgstore, mysqlstore],
  'tower-sessions': [towerSessions],
  payload: [payload],
  phpbb: [phpbb],
  moodle: [moodle],
  'devise-token-auth': [deviseTokenAuth],
  zabbix: [zabbix],
  concrete: [concrete],
  'token-row': [betterAuth, authJs, tokenRow],
} satisfies Record<Exclude<LayoutName, 'custom'>, readonly Layout[]>;
