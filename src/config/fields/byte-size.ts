export const BYTE_SIZE_PATTERN = /^\d+(?:\.\d+)? ?(?:B|kB|MB|GB|TB|KiB|MiB|GiB|TiB)$/;

const BYTES: Readonly<Record<string, number>> = {
  B: 1,
  kB: 1e3,
  MB: 1e6,
  GB: 1e9,
  TB: 1e12,
  KiB: 2 ** 10,
  MiB: 2 ** 20,
  GiB: 2 ** 30,
  TiB: 2 ** 40,
};

/** Parses `200GiB` or `1.5 MB` to bytes; undefined if the text is not a size. */
export const parseByteSize = (text: string): number | undefined => {
  if (!BYTE_SIZE_PATTERN.test(text)) return undefined;
  const unit = /[A-Za-z]+$/.exec(text)?.[0] ?? 'B';
  return Math.round(Number.parseFloat(text) * (BYTES[unit] ?? 1));
};
