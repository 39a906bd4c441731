export interface RedisSettings {
  readonly url: string;
  /** `db`: FLUSHDB; `all`: FLUSHALL; patterns: SCAN + UNLINK of the keys that match. @default 'db' */
  readonly flush: 'db' | 'all' | { readonly patterns: readonly string[] };
  /** A second flush so much later; 0 is none. @default 5_000 */
  readonly flushAgainAfterMs: number;
}
