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
