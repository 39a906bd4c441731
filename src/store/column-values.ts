/** Returns ISO 8601 in UTC; the pool reads times in UTC, as a Date or as text. */
export const fromDatetime = (value: Date | string): string =>
  value instanceof Date ? value.toISOString() : new Date(`${value.replace(' ', 'T')}Z`).toISOString();

/**
 * Cuts a text to a column's length, because a strict server would refuse it. What no server gives back as it came is
 * replaced: NUL by its symbol, because PostgreSQL cannot hold it, and half of a surrogate pair, which UTF-8 cannot.
 */
export const cut = (text: string, characters: number): string => {
  const held = text.replaceAll('\0', '\u2400').replaceAll(/\p{Surrogate}/gu, '\ufffd');
  // A character may take four bytes, and a cut must not halve one.
  const units = [...held.slice(0, characters * 2)];
  return units.length <= characters && held.length <= characters * 2
    ? held
    : `${units.slice(0, characters - 1).join('')}…`;
};

/** MySQL's TEXT holds 65,535 bytes, 16,383 characters of four bytes. */
export const cutText = (text: string): string => cut(text, 16_000);
