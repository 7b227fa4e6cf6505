import type { BoundTable } from './contract.js';
import type { Found } from './finding/find.js';
import { fold } from './finding/match.js';
import { isNumber, isUsualName } from './finding/match.js';

const payload = /^(?:sess(?:ion)?)?(?:data|payload|value|vars?|content|attributes|blob|json|sess)$/;
const time =
  /expir|until|after|last|modified|changed|updated|activity|access|(?:time|stamp|date)$|^time|^(?:sess|session)time/;
const token = /^(?:id|key|sid|token|hash)$|sess.*(?:id|key|token)$|token/;

/** Whether a table that is of no known layout may hold sessions, by its columns. */
export function looksAlike({ columns }: Found): boolean {
  const some = (name: RegExp, textual = false): boolean =>
    columns.some((column) => name.test(fold(column.name)) && !(textual && isNumber(column.type)));
  return some(token, true) && some(time) && (some(payload) || columns.some(isOfUser));
}

const isOfUser = ({ name }: { name: string }): boolean => /user|uid|account|owner/.test(fold(name));

/** Tables that look like sessions before the others. */
export const alikeFirst = (found: readonly Found[]): Found[] => [
  ...found.filter(looksAlike),
  ...found.filter((table) => !looksAlike(table)),
];

/** Whether a table is called as its framework's usually is. */
export const hasUsualName = ({ layout, table }: BoundTable): boolean =>
  isUsualName(layout, table.name);

/** A name with the prefix that a table of the layout has, in place of its `*`. */
export function withPrefix(
  name: string,
  { layout, table }: Pick<BoundTable, 'layout' | 'table'>,
): string {
  if (!name.startsWith('*')) return name;
  const usual = layout.tables.find(
    (one) => one.startsWith('*') && isUsualName({ tables: [one] }, table.name),
  );
  return usual === undefined
    ? name.slice(1)
    : table.name.slice(0, 1 - usual.length) + name.slice(1);
}
