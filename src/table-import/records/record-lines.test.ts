import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CSV, readRecords } from '../../../test/support/read-records.js';
import type { ColumnRule } from '../../contracts/table-import/column-rule.js';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'record-lines-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const text = (name: string, more: Partial<ColumnRule> = {}): ColumnRule => ({ name, type: 'text', ...more });

describe('the lines of a file', () => {
  it('have the columns that the table has, under the names that the mapping gives them', async () => {
    const { lines, records } = await readRecords(folder, 'Nr,skip,Name\n1,x,Anna\n2,y,\n', {
      rules: [{ name: 'id', type: 'integer' }, text('name')],
      format: { ...CSV, mapping: { Nr: 'id', Name: 'name' } },
    });
    expect(lines).toEqual(['2\t1\tAnna', '3\t2\t\\N']);
    expect(records).toBe(2);
  });

  it('begin behind the lines that are skipped, and count lines as an editor does', async () => {
    const { lines } = await readRecords(folder, 'sep=;\n"a\n b";b\n1;"x\ny"\n2;z\n', {
      rules: [text('a\n b'), text('b')],
      format: { ...CSV, delimiter: ';', skipLines: 1 },
    });
    expect(lines).toEqual(['4\t1\tx\\ny', '6\t2\tz']);
  });

  it('have the default where nothing stands, and where the file lacks the column', async () => {
    const { lines } = await readRecords(folder, 'id,state\n1,\n2,live\n3,""\n', {
      rules: [text('id'), text('state'), text('origin')],
      defaults: { state: 'draft', origin: 'import' },
    });
    expect(lines).toEqual(['2\t1\tdraft\timport', '3\t2\tlive\timport', '4\t3\t\timport']);
  });

  it('have NULL for an empty text where that is wanted', async () => {
    const { lines } = await readRecords(folder, 'id,a,b\n1,"",\n2,x,""\n', {
      rules: [text('id'), text('a'), text('b')],
      emptyAsNull: true,
    });
    expect(lines).toEqual(['2\t1\t\\N\t\\N', '3\t2\tx\t\\N']);
  });

  it('are those of NDJSON too, by every name that an object has', async () => {
    const { lines, rejects } = await readRecords(
      folder,
      '{"id":1,"tags":["a",{"n":12345678901234567890}],"ok":true}\n{"id":9007199254740993,"name":"ä"}\nnull\n',
      {
        rules: [{ name: 'id', type: 'integer' }, text('name'), text('tags'), text('ok')],
        format: { ...CSV, format: 'ndjson' },
      },
    );
    expect(lines).toEqual(['1\t1\t["a",{"n":12345678901234567890}]\ttrue\t\\N', '2\t9007199254740993\t\\N\t\\N\tä']);
    expect(rejects.map(({ line, reasons }) => [line, reasons[0]?.code])).toEqual([[3, 'not_an_object']]);
  });

  it('have what paths lead to, unless a record has that as its own name; what they lead through is no column', async () => {
    const { lines } = await readRecords(
      folder,
      '{"id":1,"artist":{"name":"Ann"},"tags":["x","y"]}\n{"id":2,"artist.name":"own","artist":{"name":"Bob"}}\n{"id":3}\n',
      {
        rules: [text('id'), text('artist'), text('tag')],
        format: { ...CSV, format: 'ndjson', mapping: { 'artist.name': 'artist', 'tags[0]': 'tag' } },
      },
    );
    expect(lines.map((line) => line.split('\t').sort())).toEqual(
      [
        ['1', '1', 'Ann', 'x'],
        ['2', '2', 'own', '\\N'],
        ['3', '3', '\\N', '\\N'],
      ].map((line) => line.sort()),
    );
  });

  it('refuse a record that is nested too deeply, and go on', async () => {
    const deep = `{"id":${'['.repeat(100_000)}${']'.repeat(100_000)}}`;
    const { lines, rejects } = await readRecords(folder, `${deep}\n{"id":2}\n`, {
      rules: [text('id')],
      format: { ...CSV, format: 'ndjson' },
    });
    expect([lines, rejects.map(({ line, reasons }) => [line, reasons[0]?.message])]).toEqual([
      ['2\t2'],
      [[1, 'nested too deeply']],
    ]);
  });

  it('are in UTF-8 whatever the file is in', async () => {
    const { lines } = await readRecords(folder, Buffer.from('name\nM\xfcller \x80\n', 'latin1'), {
      rules: [text('name')],
      format: { ...CSV, encoding: 'latin1' },
    });
    expect(lines).toEqual(['2\tMüller €']);
  });
});
