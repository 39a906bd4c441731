import { describe, expect, it } from 'vitest';
import { buildDumpIndex } from './build-dump-index.js';
import type { CompleteTable } from '../dump-index.js';

const HEADER = '-- MariaDB dump 10.19\n--\n-- Host: localhost    Database: shop\n-- ------\n\n';
const table = (name: string, more = '') =>
  `CREATE TABLE \`${name}\` (\`id\` int NOT NULL, PRIMARY KEY (\`id\`)${more}) ENGINE=InnoDB;\nINSERT INTO \`${name}\` VALUES (1),(2);\n`;

/** The reported tables, each with the bytes that had been read by then. */
const read = async (text: string, requireTrailer = true) => {
  const told: { name: string; before: boolean; complete: CompleteTable }[] = [];
  let ended = false;
  async function* chunks() {
    for (const line of text.split(/(?<=\n)/)) yield await Promise.resolve(Buffer.from(line));
    yield Buffer.from('\n-- Dump completed\n');
    ended = true;
  }
  const index = await buildDumpIndex(chunks(), {
    database: 'shop',
    server: { flavor: 'mariadb', version: 101106 },
    maxStatementBytes: 1e6,
    requireTrailer,
    onTable: (complete) => told.push({ name: complete.table.name, before: !ended, complete }),
  });
  return { index, told };
};

describe('the tables of a dump that is being read', () => {
  it('are reported as soon as the next one begins, as the index of the whole dump has them', async () => {
    const { index, told } = await read(`${HEADER}${table('a')}${table('b')}${table('c')}`);
    expect(told.map(({ name, before }) => [name, before])).toEqual([
      ['a', true],
      ['b', true],
      ['c', false],
    ]);
    expect(told.map(({ complete }) => complete.table)).toEqual(index.tables);
  });

  it('are reported once, and the index says what happened to them afterwards', async () => {
    const { index, told } = await read(`${HEADER}${table('a')}${table('b')}INSERT INTO \`a\` VALUES (3);\n`);
    expect(told.map(({ name }) => name)).toEqual(['a']);
    expect(told[0]?.complete.table.rows).toBe(2);
    expect(index.tables[0]?.rows).toBe(3);
  });

  it('are not reported with foreign keys, nor in dumps of tools that return to their tables', async () => {
    const child = table('b', ', CONSTRAINT `k` FOREIGN KEY (`id`) REFERENCES `a` (`id`)');
    expect((await read(`${HEADER}${table('a')}${child}`)).told.map(({ name }) => name)).toEqual(['a']);
    expect((await read(`${table('a')}${table('b')}`)).told).toEqual([]);
    const phpMyAdmin = '-- phpMyAdmin SQL Dump\n-- Host: localhost\n--\n-- Database: `shop`\n--\n\n';
    expect((await read(`${phpMyAdmin}${table('a')}${table('b')}`, false)).told).toEqual([]);
    const { told } = await read(
      `${HEADER}${table('a')}${table('b')}INSERT INTO \`a\` VALUES (3);\n${table('c')}${table('d')}`,
    );
    expect(told.map(({ name }) => name)).toEqual(['a']);
  });

  it('are reported while they are still being read if they are large', async () => {
    const rows = `INSERT INTO \`big\` VALUES ${Array.from({ length: 90_000 }, (_, id) => `(${id + 10})`).join(',')};\n`;
    const { index, told } = await read(`${HEADER}${table('a')}${table('big')}${rows.repeat(5)}${table('c')}`);
    expect(told.map(({ name }) => name)).toEqual(['a', 'big', 'c']);
    const big = told[1]?.complete;
    expect(big?.table.rows).toBeLessThan(index.tables[1]?.rows ?? 0);
    expect(big?.growth?.whole).toEqual(index.tables[1]);
  });
});
