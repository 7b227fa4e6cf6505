import type { Database } from '../../database/database.js';
import type { Column } from '../../database/table.js';
import type { Suggestion } from '../../errors.js';
import { show } from '../refusal.js';
import { quoteTable } from '../table-name.js';
import { formOfRows } from './as-rows.js';
import type { Found } from './find.js';
import { fold, isNumber } from './match.js';

/** What columns of sessions are called, by no convention but habit: folded, the likeliest first. */
const aliases = {
  token: 'token,sessiontoken,sessionid,sessionkey,sessid,sid,sesskey,ticket,hash,key,id',
  data: 'data,payload,sessiondata,sessdata,sess,session,sessionvalue,value,vars,attributes,content,json',
  expiry:
    'expiresat,expires,expire,expiry,expiredate,expirydate,expireson,expiredat,expiration,validuntil,notafter',
  lastUse:
    'lastactivity,lastaccess,lastaccesstime,lastseen,lastseenat,lastused,lastusedat,lastupdate,sessiontime,timestamp,time,changed,modified,timemodified,updatedat,updated',
  user: 'userid,uid,user,accountid,account,memberid,ownerid',
  created: 'createdat,created,createdon,timecreated,insertedat',
  ip: 'ipaddress,ip,clientip,lastip,hostname,remoteaddr',
  agent: 'useragent,agent,browser',
} as const;

/** More would be read by nobody. */
const most = 2;

/** How tables are most likely read, the likeliest first, by their columns and a few rows. */
export async function suggestionsFor(
  database: Database,
  found: readonly Found[],
): Promise<Suggestion[]> {
  const suggestions: Suggestion[] = [];
  for (const table of found) {
    if (suggestions.length === most) break;
    const suggestion = await suggestionFor(database, table).catch(() => null);
    if (suggestion !== null) suggestions.push(suggestion);
  }
  return suggestions;
}

async function suggestionFor(
  database: Database,
  { table, columns }: Found,
): Promise<Suggestion | null> {
  const find = (
    part: keyof typeof aliases,
    fits: (column: Column) => boolean = () => true,
  ): Column | undefined =>
    aliases[part]
      .split(',')
      .flatMap((name) => columns.find((column) => fold(column.name) === name && fits(column)) ?? [])
      .at(0);
  const isText = ({ type }: Column): boolean => !isNumber(type);
  const token = find('token', isText);
  if (token === undefined) return null;
  const end = find('expiry');
  const time = end ?? find('lastUse');
  const parts = {
    token,
    data: find('data', isText),
    expiry: time,
    user: find('user'),
    created: find('created'),
    ip: find('ip', isText),
    agent: find('agent', isText),
  };
  if (time === undefined || (parts.data ?? parts.user) === undefined) return null;
  const named = Object.entries(parts).flatMap(([part, column]) =>
    column === undefined ? [] : [[part, column.name] as const],
  );
  return {
    table: show(table),
    columns: Object.fromEntries(named),
    expiryFormat: await formatOf(database, quoteTable(table, database.dialect), time),
    needsLifetime: end === undefined,
  };
}

/** How numbers count, as the rows have it, and seconds where none tells; null for what is no number. */
async function formatOf(
  database: Database,
  table: string,
  { name, type }: Column,
): Promise<string | null> {
  if (!isNumber(type)) return null;
  const form = { sqlite: 'seconds', integer: 'seconds', naive: 'utc', toldBy: 'rows' } as const;
  const place = { table, expiry: database.dialect.quote(name), type };
  return (await formOfRows(form, place, database)).integer;
}
