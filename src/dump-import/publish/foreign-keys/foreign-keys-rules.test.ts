import { describe, expect, it } from 'vitest';
import type { ForeignKey } from './foreign-keys-rules.js';
import { describeForeignKeys, findForeignKeysFromOutside, findForeignKeysToOutside } from './foreign-keys-rules.js';

const key = (from: string, to: string): ForeignKey => {
  const [a = '', b = ''] = from.split('.');
  const [c = '', d = ''] = to.split('.');
  return { name: 'fk', from: { schema: a, table: b }, to: { schema: c, table: d } };
};
const databases = [
  { database: 'shop', leaving: ['person', 'parent'] },
  { database: 'prev', leaving: ['t'] },
];
const refused = (from: string, to: string, dropping = true) =>
  findForeignKeysFromOutside([key(from, to)], databases, dropping).length === 1;

describe('foreign keys from outside', () => {
  it.each([
    ['other.x', 'shop.person'],
    ['shop.kept', 'shop.person'],
    ['orig_shop.old', 'shop.person'],
    ['prev_other.x', 'shop.person'],
    ['other.x', 'prev_shop.gone'],
    ['other.x', 'prev3_shop.gone'],
  ])('%s -> %s is one', (from, to) => expect(refused(from, to)).toBe(true));

  it.each([
    ['shop.person', 'shop.parent'],
    ['shop.person', 'prev.t'],
    ['other.x', 'shop.kept'],
    ['other.x', 'orig_shop.old'],
    ['prev_shop.person', 'shop.person'],
    ['prev2_shop.person', 'prev_shop.parent'],
    ['imp_shop.person', 'shop.person'],
    ['other.x', 'prev_other.gone'],
    ['other.x', 'another.y'],
  ])('%s -> %s is none', (from, to) => expect(refused(from, to)).toBe(false));

  it('towards a kept generation count only where one is dropped', () => {
    expect(refused('other.x', 'prev_shop.gone', false)).toBe(false);
    expect(refused('other.x', 'shop.person', false)).toBe(true);
  });
});

it('foreign keys of staging point into staging, at tables that come with it', () => {
  const keys = [
    key('imp_shop.a', 'imp_shop.b'),
    key('imp_shop.a', 'imp_shop.gone'),
    key('imp_shop.a', 'shop.b'),
    key('other.a', 'imp_shop.b'),
  ];
  expect(findForeignKeysToOutside(keys, { database: 'shop', staged: ['a', 'b'] })).toEqual([keys[1], keys[2]]);
});

it('many foreign keys are described by the first of them and their number', () => {
  const keys = Array.from({ length: 10 }, (_, i) => key(`other.t${i}`, 'shop.person'));
  expect(describeForeignKeys(keys.slice(0, 1))).toBe('"other.t0" (fk) -> "shop.person"');
  expect(describeForeignKeys(keys)).toMatch(/"other\.t7".*, and 2 more$/);
});
