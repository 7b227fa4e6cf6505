import { livesOnText, type LivesOnRule, type TheirRows } from '../../layouts/also.js';
import type { Target } from '../target.js';
import { isRefusal } from '../people/table.js';
import { countRows, findPlace, type Place } from './place.js';

/** What takes a person for logged in when all else has gone: a sentence each. */
export async function livesOnOf(target: Target, user: string): Promise<string[]> {
  const sentences: string[] = [];
  for (const rule of target.table.layout.livesOn) {
    const sentence = await sentenceOf(target, rule, user);
    if (sentence !== null) sentences.push(sentence);
  }
  return sentences;
}

/** Null where there is none of it. What may not be read may be there. */
async function sentenceOf(target: Target, rule: LivesOnRule, user: string): Promise<string | null> {
  if (rule.rows === undefined) return livesOnText(rule);
  try {
    const place = await placeOf(target, rule.rows, user);
    const count = place && (await countRows(target, place));
    if (place === null || count === 0) return null;
    return livesOnText({ ...rule, text: `${rule.text} (${count} in ${place.title})` });
  } catch (error) {
    if (!isRefusal(error)) throw error;
    return livesOnText({ ...rule, text: `${rule.text} (whether there are any may not be read)` });
  }
}

const placeOf = async (target: Target, rows: TheirRows, user: string): Promise<Place | null> =>
  (await findPlace(target, rows, user)).place;
