import { locale } from '../words/words.js';

/** What stands where a figure is not known; 0 would be one. */
export const UNKNOWN = '–';

export const count = (value: number | null | undefined): string =>
  value === null || value === undefined ? UNKNOWN : new Intl.NumberFormat(locale.value).format(value);

const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB'] as const;

export const size = (bytes: number | null | undefined): string => {
  if (bytes === null || bytes === undefined) return UNKNOWN;
  const power = bytes < 1 ? 0 : Math.min(UNITS.length - 1, Math.floor(Math.log2(bytes) / 10));
  const digits = power === 0 ? 0 : 1;
  const format = new Intl.NumberFormat(locale.value, {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
  return `${format.format(bytes / 1024 ** power)} ${UNITS[power]}`;
};

/** With its sign, such as `+1,204`. */
export const change = (value: number): string =>
  new Intl.NumberFormat(locale.value, { signDisplay: 'exceptZero' }).format(value);

export const percent = (value: number): string =>
  new Intl.NumberFormat(locale.value, { style: 'percent' }).format(Math.floor(value) / 100);
