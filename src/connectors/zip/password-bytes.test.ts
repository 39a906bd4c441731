import { expect, it } from 'vitest';
import { passwordBytes } from './password-bytes.js';

it.each([
  ['geheim', ['67656865696d']],
  ['', ['']],
  ['ü', ['c3bc', 'fc', '81']],
  ['ß', ['c39f', 'df', 'e1']],
  ['Ñ', ['c391', 'd1', 'a5']],
  ['ø', ['c3b8', 'f8']],
  ['₧', ['e282a7', '9e']],
  ['日', ['e697a5']],
])('the password "%s" may stand for the bytes %j', (password, forms) => {
  expect(passwordBytes(password).map((bytes) => bytes.toString('hex'))).toEqual(forms);
});
