/**
 * Names that make trouble where text is taken for something else: markup, scripts, quotes, other directions of writing,
 * characters without width, combining ones without end. After https://github.com/minimaxir/big-list-of-naughty-strings.
 */
export const NAUGHTY_NAMES: readonly string[] = [
  `<img src=x onerror=alert(1)>"'&amp;\u202Eabc\u200B`,
  `<script>alert('x')</script>`,
  `"><svg/onload=alert(1)>`,
  'javascript:alert(1)',
  '{{constructor.constructor("alert(1)")()}}',
  '\u202Etest\u202C \u2067right\u2069',
  'مناقشة سبل استخدام اللغة',
  'Ṱ̺̺̕o͞ ̷i̲̬͇̪͙n̝̗͕v̟̜̘̦͟o̶̙̰̠kè͚̮̺̪̹̱̤',
  '👩‍👩‍👧‍👦 🇩🇪 \u00ADx\uFEFF',
  `'; DROP TABLE users; --`,
  '__proto__',
  '%00%0d%0a../../etc/passwd',
];

/** As a sentence shows it: what would turn the rest of the sentence stands there by its number. */
export const inSentence = (name: string): string =>
  name.replaceAll(/[\u202C\u202E\u2067]/g, (one) => String.raw`\u{${one.charCodeAt(0).toString(16).toUpperCase()}}`);
