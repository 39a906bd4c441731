export interface SegmentPlace {
  /** Offsets in the dump; `end` is excluded. */
  readonly start: number;
  readonly end: number;
  /** Where it begins, counted from 1. */
  readonly line: number;
}

/** A piece of a dump. The pieces hold every byte in order. `body` may be kept: it is never overwritten. */
export type Segment =
  | (SegmentPlace & { readonly kind: 'statement'; readonly body: Buffer; readonly delimiter: string })
  | (SegmentPlace & { readonly kind: 'comment-or-blank'; readonly body: Buffer; readonly blank: boolean })
  | (SegmentPlace & { readonly kind: 'delimiter-command'; readonly delimiter: string });
