const UNITS: readonly (readonly [string, number])[] = [
  ['h', 3_600_000],
  ['m', 60_000],
];

/**
 * A duration in milliseconds as Go prints it: `1h0m0s`, `1m2.5s`, `250ms`, `0s`. Parts of a microsecond are dropped.
 */
export const formatDuration = (milliseconds: number): string => {
  const sign = milliseconds < 0 ? '-' : '';
  const micros = Math.trunc(Math.abs(milliseconds) * 1_000);
  if (micros === 0) return '0s';
  if (micros < 1_000) return `${sign}${micros}µs`;
  if (micros < 1_000_000) return `${sign}${decimal(micros, 1_000)}ms`;
  let left = micros;
  let text = '';
  for (const [unit, size] of UNITS) {
    const count = Math.floor(left / (size * 1_000));
    // Go keeps the zeros in the middle: one hour is "1h0m0s".
    if (count > 0 || text !== '') text += `${count}${unit}`;
    left -= count * size * 1_000;
  }
  return `${sign}${text}${decimal(left, 1_000_000)}s`;
};

/** Exact, because both numbers are whole; without trailing zeros. */
const decimal = (value: number, one: number): string => {
  const fraction = String(value % one).padStart(String(one).length - 1, '0');
  const digits = fraction.replace(/0+$/, '');
  return `${Math.floor(value / one)}${digits === '' ? '' : `.${digits}`}`;
};
