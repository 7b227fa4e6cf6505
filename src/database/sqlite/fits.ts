import { signed, type Fits } from '../fits.js';

/** A column of whole numbers makes 42 of '042', which is another text; any other text it keeps. */
export const sqliteFits: Fits = (type) => {
  if (!type.includes('int')) return null;
  const number = signed(64n);
  return (value) =>
    typeof value === 'string' && value.trim() !== '' && Number.isFinite(Number(value))
      ? number(value)
      : null;
};
