const [LF, CR, QUOTE] = [10, 13, 34];

/**
 * Ends the records of CSV with CR LF, which the server ends with LF alone, and counts them. Pieces may end anywhere.
 * What stands in quotes stays as it is.
 */
export class CsvLineEnds {
  rows = 0;
  private isQuoted = false;
  private ends = new Uint32Array(1_024);

  push(piece: Buffer): Buffer {
    const count = this.find(piece);
    this.rows += count;
    if (count === 0) return piece;
    const out = Buffer.allocUnsafe(piece.length + count);
    let [from, to] = [0, 0];
    for (let at = 0; at < count; at++) {
      const end = this.ends[at] as number;
      to += piece.copy(out, to, from, end);
      out[to++] = CR;
      out[to++] = LF;
      from = end + 1;
    }
    piece.copy(out, to, from);
    return out;
  }

  /** Notes where the line ends outside of quotes are; a doubled quote ends the quotes and begins them again. */
  private find(piece: Buffer): number {
    let count = 0;
    let at = 0;
    let quote = piece.indexOf(QUOTE);
    let end = piece.indexOf(LF);
    for (;;) {
      if (!this.isQuoted && end >= 0 && end < at) end = piece.indexOf(LF, at);
      if (this.isQuoted || (quote >= 0 && (end < 0 || quote < end))) {
        if (quote < 0) return count;
        this.isQuoted = !this.isQuoted;
        at = quote + 1;
        quote = piece.indexOf(QUOTE, at);
        continue;
      }
      if (end < 0) return count;
      if (count === this.ends.length) this.grow();
      this.ends[count++] = end;
      at = end + 1;
      end = piece.indexOf(LF, at);
    }
  }

  private grow(): void {
    const grown = new Uint32Array(this.ends.length * 2);
    grown.set(this.ends);
    this.ends = grown;
  }
}

/** Counts the lines of NDJSON, in which no line end stands within a record. */
export class LineCount {
  rows = 0;

  push(piece: Buffer): Buffer {
    for (let at = piece.indexOf(LF); at >= 0; at = piece.indexOf(LF, at + 1)) this.rows++;
    return piece;
  }
}
