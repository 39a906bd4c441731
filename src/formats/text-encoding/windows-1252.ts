/**
 * The characters of the bytes 0x80 to 0x9f in windows-1252, by the WHATWG Encoding Standard. Node's own decoder of that
 * name gives control characters for them, as if it were ISO 8859-1.
 */
const MIDDLE = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ';

/** The character of each byte from 0x80 on. */
export const WINDOWS_1252: readonly string[] = [
  ...MIDDLE,
  ...Array.from({ length: 96 }, (_, index) => String.fromCharCode(0xa0 + index)),
];

/** A few bytes as text, for a message. */
export const decode1252 = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => (byte < 128 ? String.fromCharCode(byte) : WINDOWS_1252[byte - 128])).join('');
