/**
 * How long a server asks to wait, in milliseconds: `Retry-After` in seconds or as a date of HTTP. Undefined where it
 * does not say, or says what is neither.
 */
export const retryAfterMs = (header: string | undefined, now: number): number | undefined => {
  const text = header?.trim() ?? '';
  if (/^\d{1,10}$/.test(text)) return Number(text) * 1_000;
  // Every form of a date of HTTP begins with the day's name.
  const at = /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)/.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(at) ? undefined : Math.max(0, at - now);
};
