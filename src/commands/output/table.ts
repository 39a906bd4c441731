import type { Style } from './style.js';
import { styled } from './style.js';
import { cutToWidth, visibleLine, widthOf } from './visible.js';

export interface Column<Row> {
  readonly title: string;
  /** Text of any kind: it is made visible. Empty in every row: the column is left out. */
  readonly of: (row: Row) => string;
  readonly align?: 'left' | 'right';
  readonly style?: (row: Row) => Style | undefined;
  /** On a terminal that is too narrow it is cut, to no fewer columns than this. @default never cut */
  readonly atLeast?: number;
  /** What is left out first where that is not enough: 1 before 2. @default never left out */
  readonly rank?: number;
}

/**
 * Lines of a table with a header, its columns two blanks apart. Within `width` on a terminal: first columns are cut,
 * then whole ones left out; what may be neither is printed whole. @default as wide as it needs
 */
export const formatTable = <Row>(rows: readonly Row[], columns: readonly Column<Row>[], width?: number): string[] => {
  const filled = columns
    .map((column) => ({ column, cells: rows.map((row) => visibleLine(column.of(row))) }))
    .filter(({ cells }) => cells.some((cell) => cell !== ''))
    .map((each) => ({ ...each, width: Math.max(...[each.column.title, ...each.cells].map(widthOf)) }));
  const fitted = fit(filled, width ?? Infinity);
  const line = (texts: readonly { text: string; style: Style | undefined }[]): string => {
    const last = texts.length - 1;
    return texts
      .map(({ text, style }, index) => {
        const { column, width: wide } = fitted[index] as Fitted<Row>;
        const shown = cutToWidth(text, wide);
        const room = ' '.repeat(wide - widthOf(shown));
        const marked = style === undefined ? shown : styled(style, shown);
        if (column.align === 'right') return room + marked;
        return index === last ? marked : marked + room;
      })
      .join(GAP)
      .trimEnd();
  };
  return [
    line(fitted.map(({ column }) => ({ text: column.title, style: 'dim' }))),
    ...rows.map((row, index) =>
      line(fitted.map(({ column, cells }) => ({ text: cells[index] ?? '', style: column.style?.(row) }))),
    ),
  ];
};

interface Fitted<Row> {
  readonly column: Column<Row>;
  readonly cells: readonly string[];
  readonly width: number;
}

const GAP = '  ';

const totalOf = (columns: readonly { readonly width: number }[]): number =>
  columns.reduce((sum, { width }) => sum + width, 0) + GAP.length * Math.max(0, columns.length - 1);

/** The widest of those that may be cut gives first. */
const fit = <Row>(columns: readonly Fitted<Row>[], room: number): readonly Fitted<Row>[] => {
  const cut = columns.map((each) => ({ ...each }));
  for (let over = totalOf(cut) - room; over > 0; over--) {
    const widest = cut
      .filter(({ column, width }) => column.atLeast !== undefined && width > column.atLeast)
      .sort((a, b) => b.width - a.width)[0];
    if (widest === undefined) break;
    widest.width -= 1;
  }
  if (totalOf(cut) <= room) return cut;
  const [first] = columns
    .filter(({ column }) => column.rank !== undefined)
    .sort((a, b) => (a.column.rank ?? 0) - (b.column.rank ?? 0));
  return first === undefined
    ? cut
    : fit(
        columns.filter((each) => each !== first),
        room,
      );
};
