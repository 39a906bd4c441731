import type { ExportPlan } from './export-source.js';

const BYTE_ORDER_MARK = '\ufeff';

/** The first line of CSV: the names, in quotes where they need them. */
export const csvHeader = ({ columns, isSafe }: Pick<ExportPlan, 'columns' | 'isSafe'>): Buffer => {
  const names = columns.map(({ name }) => {
    const text = isSafe && /^[-=+@\t\r]/.test(name) ? `'${name}` : name;
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  });
  return Buffer.from(`${isSafe ? BYTE_ORDER_MARK : ''}${names.join(',')}\r\n`);
};
