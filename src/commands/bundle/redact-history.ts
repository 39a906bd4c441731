/** A history whose payloads (base64) are redacted like its texts, so that it can still be replayed. */
export const redactHistory = (value: unknown, redact: (text: string) => string): unknown => {
  if (typeof value === 'string') return redact(value);
  if (Array.isArray(value)) return value.map((item) => redactHistory(item, redact));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [
      name,
      name === 'data' && typeof item === 'string' ? redactBytes(item, redact) : redactHistory(item, redact),
    ]),
  );
};

const redactBytes = (base64: string, redact: (text: string) => string): string => {
  const text = Buffer.from(base64, 'base64').toString('utf8');
  const said = redact(text);
  // What is no text must stay byte for byte.
  return said === text ? base64 : Buffer.from(said, 'utf8').toString('base64');
};
