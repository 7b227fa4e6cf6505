import type { Column } from '../database/table.js';
import type { Dialect } from '../database/contract.js';
import { SessionAdminError } from '../errors.js';
import type { Revocation, RevokedForm } from './rules.js';
import { fold, isNumber } from './finding/match.js';
import { literal } from './rows.js';

/** Says it of a column. */
export function revocationIn(column: Column, form: RevokedForm, dialect: Dialect): Revocation {
  const sql = dialect.quote(column.name);
  const says = formIn(column, form);
  const text = `trim(lower(${dialect.asText(sql, column.type)}))`;
  if (typeof says === 'object') {
    return {
      sql: `${dialect.asText(sql, column.type)} NOT IN (${says.live.map(literal).join(', ')})`,
      words: `${column.name} is not ${says.live.join(' or ')}`,
      live: says.live[0] ?? null,
      untold: null,
    };
  }
  const told = (condition: string, is: string, live: string | null): Revocation => ({
    sql: condition,
    words: `${column.name} is ${is}`,
    live,
    untold: null,
  });
  switch (says) {
    case 'set':
      if (form !== 'told' || isDate(column.type)) return told(`${sql} IS NOT NULL`, 'set', null);
      return isOfWords(column)
        ? byWord(column, text)
        : told(
            `(${sql} IS NOT NULL AND ${text} NOT IN (${noMark}))`,
            'set, and to no word for no',
            null,
          );
    case 'positive': {
      // Where a column holds anything, any text is more than any number.
      const number = dialect.looseTypes ? `CAST(${sql} AS REAL)` : sql;
      return told(`${number} > 0`, 'more than 0', '0');
    }
    case 'true':
      return told(`${text} IN (${yes})`, 'true', '0');
    case 'false':
      return told(`${text} IN (${no})`, 'false', '1');
  }
}

/** A column of words, of which only those are believed that are known: no other ends a session. */
function byWord({ name }: Column, text: string): Revocation {
  const isYes = `${text} IN (${yesMark}) OR substr(${text}, 1, 1) IN (${digits})`;
  return {
    sql: `(${isYes})`,
    words: `${name} is a word for yes, a number or a date`,
    live: null,
    untold: `NOT (${isYes} OR ${text} IN (${noMark}))`,
  };
}

/** The form of a column; one that is `told` follows from its type and its name. */
export const formIn = (column: Column, form: RevokedForm): Exclude<RevokedForm, 'told'> =>
  form === 'told' ? formTold(column) : form;

/** How truth values stand in the databases, as text. */
const yes = "'1', 'true', 't'";
const no = "'0', 'false', 'f'";

/** What a text holds that was not set to anything else. */
const noMark = `'', ${no}, 'no', 'n', 'off', 'null'`;
/** What it holds that was. */
const yesMark = `${yes}, 'yes', 'y', 'on'`;
/** What numbers and dates begin with, but for 0. */
const digits = "'1', '2', '3', '4', '5', '6', '7', '8', '9'";

/** Names, folded, of columns that are empty unless something happened. */
const ofEvents = /(?:at|on|time|date|by|reason|cause|note|comment|ip|id)$/;

/** Whether a column that may say so in words is one of yes and no. */
const isOfWords = ({ name, type }: Column): boolean =>
  !ofEvents.test(fold(name)) && !/uuid|json|inet|bytea|blob|binary/.test(type);

const isDate = (type: string): boolean => /date|time/.test(type);
const isTruth = (type: string): boolean => /^(?:bool|tinyint\(1\)|bit)/.test(type);
/** Names, folded, of columns that say of a session that it lives. */
const ofLife = /^(?:is)?(?:active|valid|enabled|alive|live|current|loggedin)$/;
/** Names of columns whose values are an application's own words. */
const ofState = /^(?:\w*status|state|phase)$/;

function formTold({ name, type }: Column): Exclude<RevokedForm, object | 'told'> {
  const folded = fold(name);
  if (ofState.test(folded)) throw untold(name, 'several states');
  if (isTruth(type)) return ofLife.test(folded) ? 'false' : 'true';
  if (isNumber(type)) return ofLife.test(folded) ? 'false' : 'positive';
  if (ofLife.test(folded) && !isDate(type)) throw untold(name, 'words of an application’s own');
  return 'set';
}

const untold = (name: string, holds: string): SessionAdminError =>
  new SessionAdminError(
    'INVALID_ARGUMENT',
    `${name} may hold ${holds}, of which nothing tells which is a live one: leave it out of the columns`,
    { options: ['columns'] },
  );
