/** Pages one after the other that have as many records each. */
export interface PageRange {
  /** The first of them, counted from 1. */
  readonly page: number;
  /** The line of its first record. */
  readonly line: number;
  /** Of one page. */
  readonly items: number;
  readonly pages: number;
}

/** Where the record of a line stands: `page 3, item 17`. Undefined where no page has it. */
export const placeOfLine = (ranges: readonly PageRange[], line: number): string | undefined => {
  const range = ranges.findLast((one) => one.line <= line && one.items > 0);
  if (range === undefined || line >= range.line + range.items * range.pages) return undefined;
  const at = line - range.line;
  return `page ${range.page + Math.floor(at / range.items)}, item ${(at % range.items) + 1}`;
};

/** Adds the page that is behind them. */
export const addPage = (ranges: PageRange[], items: number): void => {
  const last = ranges.at(-1);
  if (last?.items === items) ranges[ranges.length - 1] = { ...last, pages: last.pages + 1 };
  else {
    const page = last === undefined ? 1 : last.page + last.pages;
    const line = last === undefined ? 1 : last.line + last.items * last.pages;
    ranges.push({ page, line, items, pages: 1 });
  }
};
