import { describe, expect, it } from 'vitest';
import { MYSQL } from '../../../../test/support/index-text.js';
import { deferKeys } from './defer-keys.js';

const defer = (items: string, tail = ' ENGINE=InnoDB') => {
  const body = Buffer.from(`CREATE TABLE \`t\` (\n  ${items}\n)${tail}`);
  const keys = deferKeys(body, { noBackslashEscapes: false, ansiQuotes: false, server: MYSQL });
  return (
    keys && {
      create: keys.create.toString().replace(/\s+/g, ' '),
      alter: keys.alter.toString().replace(/\s+/g, ' ').trim(),
      count: keys.count,
    }
  );
};

describe('the secondary keys of a CREATE TABLE', () => {
  it('are added by one ALTER TABLE instead', () => {
    expect(
      defer(
        "`id` int NOT NULL AUTO_INCREMENT,\n `a` varchar(9) DEFAULT 'x,(y)',\n PRIMARY KEY (`id`),\n UNIQUE KEY `u` (`a`(3) DESC,`id`),\n KEY `k` ((lower(`a`))) /*!80000 INVISIBLE */,\n FULLTEXT KEY `f` (`a`) COMMENT 'a, b'",
        ' ENGINE=InnoDB /*!50100 PARTITION BY HASH (`id`) PARTITIONS 2 */',
      ),
    ).toEqual({
      create:
        "CREATE TABLE `t` ( `id` int NOT NULL AUTO_INCREMENT, `a` varchar(9) DEFAULT 'x,(y)', PRIMARY KEY (`id`) ) ENGINE=InnoDB /*!50100 PARTITION BY HASH (`id`) PARTITIONS 2 */",
      alter:
        "ALTER TABLE `t` ADD UNIQUE KEY `u` (`a`(3) DESC,`id`), ADD KEY `k` ((lower(`a`))) /*!80000 INVISIBLE */, ADD FULLTEXT KEY `f` (`a`) COMMENT 'a, b'",
      count: 3,
    });
  });

  it('stay as far as a foreign key or a counter rests on them, and those before them, whose order is shown', () => {
    const items =
      '`n` int NOT NULL AUTO_INCREMENT,`a` int,`b` int,PRIMARY KEY (`a`),KEY `first` (`b`),KEY `n` (`n`),KEY `ab` (`a`,`b`)';
    expect(defer(items)?.alter).toBe('ALTER TABLE `t` ADD KEY `ab` (`a`,`b`)');
    const foreign = 'CONSTRAINT `f` FOREIGN KEY (`a`) REFERENCES `p` (`id`)';
    expect(defer(`\`a\` int,\`b\` int,KEY \`a\` (\`a\`,\`b\`),KEY \`b\` (\`b\`),${foreign}`)?.alter).toBe(
      'ALTER TABLE `t` ADD KEY `b` (`b`)',
    );
  });

  it.each([
    '`a` int',
    '`a` int,PRIMARY KEY (`a`)',
    '`a` int,CONSTRAINT `c` CHECK (`a` > 1)',
    '`n` int AUTO_INCREMENT,KEY `n` (`n`)',
  ])('are none in (%s)', (items) => {
    expect(defer(items)).toBeUndefined();
  });

  it('are left alone where an executable comment holds items', () => {
    expect(defer('`a` int /*!80000 , `b` int */,KEY `a` (`a`)')).toBeUndefined();
  });
});
