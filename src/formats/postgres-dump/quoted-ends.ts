const [SINGLE, STAR, SLASH, BACKSLASH] = [39, 42, 47, 92];

export interface QuotedEnd {
  /** Where the closing mark begins; -1 where it has not come yet. */
  readonly found: number;
  /** Where to look on when more bytes have come. */
  readonly at: number;
}

/** The quote that ends a string of the form `E'…'`: none that is doubled or stands behind a backslash. */
export const endOfEscapes = (bytes: Buffer, from: number): QuotedEnd => {
  for (let at = from; at < bytes.length; at += 1) {
    const byte = bytes[at];
    if (byte !== BACKSLASH && byte !== SINGLE) continue;
    // Each is judged by the byte after it.
    if (at + 1 >= bytes.length) return { found: -1, at };
    if (byte === SINGLE && bytes[at + 1] !== SINGLE) return { found: at, at };
    at += 1;
  }
  return { found: -1, at: bytes.length };
};

/** The mark that ends a comment; `depth` comments are open, and there may be others within. */
export const endOfComment = (bytes: Buffer, from: number, depth: number): QuotedEnd & { readonly depth: number } => {
  let open = depth;
  let passed = from;
  for (let at = from; at + 1 < bytes.length; at += 1) {
    if (bytes[at] === SLASH && bytes[at + 1] === STAR) open += 1;
    else if (bytes[at] === STAR && bytes[at + 1] === SLASH) {
      open -= 1;
      if (open === 0) return { found: at, at, depth: open };
    } else continue;
    at += 1;
    passed = at + 1;
  }
  return { found: -1, at: Math.max(passed, bytes.length - 1), depth: open };
};
