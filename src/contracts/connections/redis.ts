export interface RedisSettings {
  readonly url: string;
  /** `db`: FLUSHDB; `all`: FLUSHALL; patterns: SCAN + UNLINK of the keys that match. @default 'db' */
  readonly flush: 'db' | 'all' | { readonly patterns: readonly string[] };
  /** Delay before a second flush; 0 disables it. @default 5_000 */
  readonly flushAgainAfterMs: number;
}
