import type { Database } from '../../database/database.js';
import type { Column } from '../../database/table.js';
import type { Suggestion } from '../../errors.js';
import { show } from '../refusal.js';
import { quoteTable } from '../table-name.js';
import { formOfRows } from './as-rows.js';
import { describeTable, mostTables, type Found } from './find.js';
import { fold, isNumber } from './match.js';
import { renamedColumns } from './renamed-columns.js';

/**
 * What columns of sessions are called, by no convention but habit: folded, the likeliest first, and
 * after them what their names have in them.
 */
const habits = {
  token: [
    'token,sessiontoken,sessionid,sessionkey,sessid,sid,sesskey,ticket,hash,key,id',
    /token|tok$|sess.*(?:id|key)|sid$|ticket|cookie|hash$/,
  ],
  data: [
    'data,payload,sessiondata,sessdata,sess,session,sessionvalue,value,vars,attributes,content,json,body',
    /payload|data$|blob/,
  ],
  expiry: [
    'expiresat,expires,expire,expiry,expiredate,expirydate,expireson,expiredat,expiration,validuntil,notafter',
    /expir|^exp|until|validto|validtill|notafter|endsat/,
  ],
  lastUse: [
    'lastactivity,lastaccess,lastaccesstime,lastseen,lastseenat,lastused,lastusedat,lastupdate,sessiontime,timestamp,time,changed,modified,timemodified,updatedat,updated',
    /^last(?!ip|name)|seen|touched|activity|accessed/,
  ],
  user: [
    'userid,uid,user,accountid,account,memberid,ownerid',
    /^usr|(?:user|account|member|owner|customer|person)(?:id|name|key)?$|login$/,
  ],
  created: ['createdat,created,createdon,timecreated,insertedat', /creat|inserted|issued|started/],
  ip: ['ipaddress,ip,clientip,lastip,hostname,remoteaddr', /ip$|ipaddr|remote(?:addr|host)/],
  agent: ['useragent,agent,browser', /useragent|browser/],
} as const;

/** More would be read by nobody. */
const most = 2;

const sampleRows = 20;

/**
 * How tables are most likely read, the likeliest first, by their columns and a few rows: those that
 * were `found`, and of all `names` in the database those that look like them.
 */
export async function suggestionsFor(
  database: Database,
  found: readonly Found[],
  names: readonly string[] = [],
): Promise<Suggestion[]> {
  const suggestions: Suggestion[] = [];
  const add = async (table: Found | null, isNamedSo: boolean): Promise<void> => {
    if (table === null || suggestions.length === most) return;
    const suggestion = await suggestionFor(database, table, isNamedSo).catch(() => null);
    if (suggestion !== null) suggestions.push(suggestion);
  };
  for (const table of found) await add(table, true);
  const others = names.filter(
    (name) => !isOfOtherUse.test(name) && !found.some(({ table }) => table.name === name),
  );
  for (const name of others.slice(0, mostTables)) {
    if (suggestions.length === most) break;
    await add(await describeTable(database, { schema: null, name }).catch(() => null), false);
  }
  return suggestions;
}

/** Tokens that log nobody in, or that are not a browser's. */
const isOfOtherUse = /reset|verif|confirm|invit|api|oauth|refresh|migrat|job|queue|cache/i;

/** Of a table whose name says nothing of sessions, its rows must: by tokens, and an end. */
async function suggestionFor(
  database: Database,
  found: Found,
  isNamedSo: boolean,
): Promise<Suggestion | null> {
  const { table, columns } = found;
  const find = (
    part: keyof typeof habits,
    fits: (column: Column) => boolean = () => true,
  ): Column | undefined => {
    const [called, like] = habits[part];
    const some = columns.filter(fits);
    const exact = called.split(',').map((name) => some.find((one) => fold(one.name) === name));
    return [...exact, some.find(({ name }) => like.test(fold(name)))].find(Boolean);
  };
  const isText = ({ type }: Column): boolean => !isNumber(type);
  const quoted = quoteTable(table, database.dialect);
  const end = find('expiry');
  const time = end ?? (isNamedSo ? find('lastUse') : undefined);
  if (time === undefined) return null;
  const isOther = (column: Column): boolean => isText(column) && column !== time;
  const called = find('token', isOther);
  const some = [...(called ? [called] : []), ...columns.filter(isOther)];
  const token = isNamedSo && called ? called : await firstOfTokens(database, quoted, some);
  if (token === undefined) return null;
  const isFree = (column: Column): boolean => column !== token && column !== time;
  const parts = {
    token,
    data: find('data', (column) => isText(column) && isFree(column)),
    expiry: time,
    user: find('user', isFree),
    created: find('created', isFree),
    ip: find('ip', isOther),
    agent: find('agent', isOther),
  };
  if ((parts.data ?? parts.user) === undefined) return null;
  const named = Object.entries(parts).flatMap(([part, column]) =>
    column === undefined ? [] : [[part, column.name] as const],
  );
  const all = Object.fromEntries(named);
  const isLastUse = end === undefined;
  const known = await renamedColumns(database, found, { columns: all, isLastUse });
  if (known !== null)
    return { table: show(table), ...known, expiryFormat: null, needsLifetime: false };
  return {
    table: show(table),
    layout: null,
    columns: all,
    expiryFormat: await formatOf(database, quoted, time),
    needsLifetime: isLastUse,
  };
}

/** The first column whose rows hold what only tokens look like: long, of one word, no two the same. */
async function firstOfTokens(
  database: Database,
  table: string,
  columns: readonly Column[],
): Promise<Column | undefined> {
  if (columns.length === 0) return undefined;
  const { quote } = database.dialect;
  const rows = await database.select<Record<string, unknown>>({
    sql: `SELECT ${columns.map(({ name }) => quote(name)).join(', ')} FROM ${table} LIMIT ${sampleRows}`,
  });
  return columns.find(({ name }) => {
    const values = rows.map((row) => row[name]);
    const isToken = (value: unknown): boolean =>
      typeof value === 'string' && /^(?=.*\d)[\w+/=.:-]{16,200}$/.test(value);
    return values.length > 1 && values.every(isToken) && new Set(values).size === values.length;
  });
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
