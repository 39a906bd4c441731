/** Bytes of the file from `at` to before `end`; `line` is that of the first one that matters. */
interface Place {
  readonly at: number;
  readonly end: number;
  readonly line: number;
}

/** One statement without its semicolon; its text is valid until the next segment is asked for. */
export interface StatementSegment extends Place {
  readonly kind: 'statement';
  readonly bytes: Buffer;
}

/** The rows of the COPY before it, whole lines, without the line that ends them. */
export interface RowsSegment extends Place {
  readonly kind: 'rows';
}

/** A `\connect` of this database. */
export interface ConnectSegment extends Place {
  readonly kind: 'connect';
  readonly database: string;
}

export type Segment = StatementSegment | RowsSegment | ConnectSegment;
