import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import { toScreen } from './style.js';
import type { Column } from './table.js';
import { formatTable } from './table.js';
import { visible } from './visible.js';

interface Row {
  readonly name: string;
  readonly rows: number;
  readonly note: string;
}

const COLUMNS: readonly Column<Row>[] = [
  { title: 'NAME', of: ({ name }) => name, atLeast: 6 },
  { title: 'ROWS', of: ({ rows }) => String(rows), align: 'right', style: () => 'red' },
  { title: 'NOTE', of: ({ note }) => note, atLeast: 8, rank: 1 },
];

const draw = (rows: readonly Row[], width?: number): string[] =>
  formatTable(rows, COLUMNS, width).map((line) => toScreen(line, false));

/** Names that break a table, or a terminal, where they are sent as they are. */
const HELL = [
  'plain',
  '漢字テーブル',
  '👩‍👩‍👧 family',
  'שלום',
  'abc\u202Egnp.exe',
  '\u001b[2J\u001b]0;title\u0007',
  'line\nbreak\ttab\rback',
  'zero\u200B\uFEFFwidth',
  'e\u0301\u0302\u0303',
  '\uD800half',
  '\u009B31m',
  '\uFDD2fake\uFDD5',
  '<script>alert(1)</script>',
  '',
];

describe('a table', () => {
  it('has a header and columns that are aligned', () => {
    expect(
      draw([
        { name: 'a', rows: 5, note: '' },
        { name: 'longer', rows: 1234, note: 'x' },
      ]),
    ).toEqual(['NAME    ROWS  NOTE', 'a          5', 'longer  1234  x']);
  });

  it('leaves out a column that is empty everywhere', () => {
    expect(draw([{ name: 'a', rows: 5, note: '' }])).toEqual(['NAME  ROWS', 'a        5']);
  });

  it('stays within the width of a terminal: it cuts first, then leaves out', () => {
    const rows = [{ name: 'n'.repeat(30), rows: 123_456, note: 'm'.repeat(30) }];
    for (const width of [60, 40, 26, 16]) {
      const lines = draw(rows, width);
      expect(lines.every((line) => stringWidth(line) <= width)).toBe(true);
      expect(lines[0]?.includes('NOTE')).toBe(width >= 26);
      expect(lines[1]).toContain('123456');
      expect(lines[1]).toContain('…');
    }
  });

  it('keeps its columns whatever the names are, and sends nothing that steers a terminal', () => {
    const lines = draw(HELL.map((name) => ({ name, rows: 4321, note: name })));
    expect(lines).toHaveLength(HELL.length + 1);
    const at = stringWidth((lines[0] ?? '').split('ROWS')[0] ?? '') + 4;
    for (const line of lines.slice(1)) {
      const upTo = /^(.*?4321)( {2}|$)/u.exec(line)?.[1] ?? '';
      expect(stringWidth(upTo)).toBe(at);
    }
    expect(lines.join('')).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\ufeff]/);
  });

  it('shows escape sequences as JSON writes them, and JSON says the same afterwards', () => {
    expect(draw([{ name: '\u001b[31m\u202E', rows: 1, note: '' }])[1]).toContain(String.raw`\u001b[31m\u202e`);
    for (const text of HELL) expect(JSON.parse(visible(JSON.stringify({ text })))).toEqual({ text });
  });

  it('colours only where colours may be, and no name can colour itself', () => {
    const [, line = ''] = formatTable([{ name: '\uFDD2x', rows: 1, note: '' }], COLUMNS);
    expect(toScreen(line, true)).toBe('\\ufdd2x     \u001b[31m1\u001b[0m');
    expect(toScreen(line, false)).not.toContain('\u001b');
  });
});
