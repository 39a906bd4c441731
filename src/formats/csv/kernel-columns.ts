/**
 * What a value must be for the kernel to say yes; `other` is for the caller to check. A value has passed, or is asked
 * about.
 */
export type KernelCheck =
  | { readonly kind: 'text' | 'date' | 'boolean' | 'email' | 'uuid' | 'slug' | 'other' }
  /** At most eighteen digits. */
  | { readonly kind: 'integer'; readonly least: bigint; readonly most: bigint }
  /** Digits before and behind the point. */
  | { readonly kind: 'decimal'; readonly before: number; readonly behind: number }
  | { readonly kind: 'timestamp'; readonly offset: 'none' | 'allowed' | 'required' };

/** A column of the file. */
export interface KernelColumn {
  readonly check: KernelCheck;
  /** Whether a field in which nothing stands, or an empty text, is asked about; otherwise nothing is NULL. */
  readonly required: boolean;
  /** Longer values are asked about. @default any length */
  readonly maxCharacters?: number;
  /** The column is not in the lines, and not checked. @default false */
  readonly skipped?: boolean;
}

export const COLUMN_BYTES = 32;
const CHECKS = ['text', 'integer', 'decimal', 'date', 'timestamp', 'boolean', 'email', 'uuid', 'slug', 'other'];
const OFFSETS = { none: 0, allowed: 1, required: 3 };

/** The columns as the kernel reads them, see `kernel/read-records.ts`. */
export const kernelColumns = (columns: readonly KernelColumn[]): Uint8Array => {
  const table = new DataView(new ArrayBuffer(columns.length * COLUMN_BYTES));
  columns.forEach(({ check, required, maxCharacters = 0, skipped = false }, index) => {
    const at = index * COLUMN_BYTES;
    table.setUint32(at, CHECKS.indexOf(check.kind), true);
    table.setUint32(at + 4, Number(required) | (Number(skipped) << 1), true);
    table.setUint32(at + 8, maxCharacters, true);
    const [first, second] = limits(check);
    table.setBigInt64(at + 16, first, true);
    table.setBigInt64(at + 24, second, true);
  });
  return new Uint8Array(table.buffer);
};

const limits = (check: KernelCheck): readonly [bigint, bigint] => {
  if (check.kind === 'integer') return [check.least, check.most];
  if (check.kind === 'decimal') return [BigInt(check.before), BigInt(check.behind)];
  return [check.kind === 'timestamp' ? BigInt(OFFSETS[check.offset]) : 0n, 0n];
};
