/** A duration as Go writes it, without a sign: `1h30m`, `300s`, `1.5s`, `500ms`. */
export const DURATION_PATTERN = /^(?:0|(?:(?:\d+(?:\.\d*)?|\.\d+)(?:h|ms|m|s|us|µs|ns))+)$/;

const MILLISECONDS: Readonly<Record<string, number>> = {
  h: 3_600_000,
  m: 60_000,
  s: 1_000,
  ms: 1,
  us: 1e-3,
  µs: 1e-3,
  ns: 1e-6,
};

/** Milliseconds, rounded up; undefined if the text is not a duration. */
export const parseDuration = (text: string): number | undefined => {
  if (!DURATION_PATTERN.test(text)) return undefined;
  let sum = 0;
  for (const [, number, unit] of text.matchAll(/([\d.]+)(h|ms|m|s|us|µs|ns)/g)) {
    sum += Number(number) * (MILLISECONDS[unit ?? ''] ?? 0);
  }
  // 1.1 s must not become 1,101 ms because of binary fractions.
  return Math.ceil(Number(sum.toFixed(6)));
};
