import { expect, it } from 'vitest';
import { ByteAccount } from './byte-account.js';

it('makes one line of neighbours with one fate, and of the blanks between them', () => {
  const account = new ByteAccount();
  account.add(0, 2, 'comment-or-blank', true);
  account.add(2, 10, 'forwarded');
  account.add(10, 11, 'comment-or-blank', true);
  account.add(11, 20, 'forwarded');
  account.add(20, 21, 'comment-or-blank', true);
  account.add(21, 30, 'table-lock');
  account.add(30, 31, 'comment-or-blank', true);
  expect(account.close(31)).toEqual([
    { start: 0, end: 2, fate: 'comment-or-blank' },
    { start: 2, end: 20, fate: 'forwarded' },
    { start: 20, end: 21, fate: 'comment-or-blank' },
    { start: 21, end: 30, fate: 'table-lock' },
    { start: 30, end: 31, fate: 'comment-or-blank' },
  ]);
});

it('is empty for no bytes', () => {
  expect(new ByteAccount().close(0)).toEqual([]);
});

it.each([
  ['a gap', (account: ByteAccount) => account.add(6, 9, 'forwarded')],
  ['an overlap', (account: ByteAccount) => account.add(4, 9, 'forwarded')],
  ['a piece that ends before it begins', (account: ByteAccount) => account.add(5, 4, 'forwarded')],
  ['bytes at the end', (account: ByteAccount) => account.close(6)],
  ['more bytes than there are', (account: ByteAccount) => account.close(4)],
])('does not balance with %s', (_, change) => {
  const account = new ByteAccount();
  account.add(0, 5, 'forwarded');
  expect(() => change(account)).toThrow(expect.objectContaining({ code: 'INTERNAL' }));
});
