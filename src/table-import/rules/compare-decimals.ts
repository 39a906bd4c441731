/** Compares two decimal numbers that are written in digits, of any length: negative, 0 or positive. */
export const compareDecimals = (one: string, two: string): number => {
  const [a, b] = [scaled(one), scaled(two)];
  const places = Math.max(a.places, b.places);
  const [x, y] = [a, b].map(({ digits, places: own }) => digits * 10n ** BigInt(places - own)) as [bigint, bigint];
  return x < y ? -1 : Number(x > y);
};

/** Digits before the point without leading zeros, and behind it without trailing ones. */
export const countDigits = (text: string): { readonly before: number; readonly behind: number } => {
  const [whole = '', fraction = ''] = text.replace(/^[+-]/, '').split('.');
  return { before: whole.replace(/^0+/, '').length, behind: fraction.replace(/0+$/, '').length };
};

const scaled = (text: string): { readonly digits: bigint; readonly places: number } => {
  const [whole = '', fraction = ''] = text.replace(/^[+-]/, '').split('.');
  const digits = BigInt(`${whole}${fraction}` || '0');
  return { digits: text.startsWith('-') ? -digits : digits, places: fraction.length };
};
