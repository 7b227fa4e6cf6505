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
  const text = `lower(${dialect.asText(sql, column.type)})`;
  if (typeof says === 'object') {
    return {
      sql: `${dialect.asText(sql, column.type)} NOT IN (${says.live.map(literal).join(', ')})`,
      words: `${column.name} is not ${says.live.join(' or ')}`,
      live: says.live[0] ?? null,
    };
  }
  switch (says) {
    case 'set':
      return form === 'told' && !isDate(column.type)
        ? {
            sql: `(${sql} IS NOT NULL AND ${text} NOT IN (${noMark}))`,
            words: `${column.name} is set, and to no word for no`,
            live: null,
          }
        : { sql: `${sql} IS NOT NULL`, words: `${column.name} is set`, live: null };
    case 'positive':
      return { sql: `${sql} > 0`, words: `${column.name} is more than 0`, live: '0' };
    case 'true':
      return { sql: `${text} IN (${yes})`, words: `${column.name} is true`, live: '0' };
    case 'false':
      return { sql: `${text} IN (${no})`, words: `${column.name} is false`, live: '1' };
  }
}

/** The form of a column; one that is `told` follows from its type and its name. */
export const formIn = (column: Column, form: RevokedForm): Exclude<RevokedForm, 'told'> =>
  form === 'told' ? formTold(column) : form;

/** How truth values stand in the databases, as text. */
const yes = "'1', 'true', 't'";
const no = "'0', 'false', 'f'";

/** What a text holds that was not set to anything else. */
const noMark = `'', ${no}, 'no', 'n', 'off', 'null'`;

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
