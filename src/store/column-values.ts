/** A DATETIME(3) in UTC for an ISO 8601 time. */
export const toDatetime = (iso: string): string => new Date(iso).toISOString().replace('T', ' ').replace('Z', '');

/** ISO 8601 in UTC; the pool reads times in UTC, as a Date or as text. */
export const fromDatetime = (value: Date | string): string =>
  value instanceof Date ? value.toISOString() : new Date(`${value.replace(' ', 'T')}Z`).toISOString();

/** What a column of so many characters holds, cut where it is longer (a strict server refuses it otherwise). */
export const cut = (text: string, characters: number): string => {
  // Four bytes a character are possible, and a cut must not halve one.
  const units = [...text.slice(0, characters * 2)];
  return units.length <= characters && text.length <= characters * 2
    ? text
    : `${units.slice(0, characters - 1).join('')}…`;
};

/** TEXT holds 65,535 bytes, 16,383 characters of four bytes. */
export const cutText = (text: string): string => cut(text, 16_000);
