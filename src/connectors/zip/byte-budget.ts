import type { ArchiveErrors } from './archive-errors.js';
import type { ZipLimits } from './zip-archive.js';

/** The ratio is ignored below this size: small files of one repeated letter are not bombs. */
const RATIO_FREE_BYTES = 10_000_000;

interface Packed {
  readonly packedSize: number;
}

/** Counts what actually comes out of an archive, whatever its directory declares. */
export class ByteBudget {
  readonly #limits: ZipLimits;
  #spent = 0;

  constructor(limits: ZipLimits) {
    this.#limits = limits;
  }

  /** Refuses an entry by what it declares, before anything is written; throws ARCHIVE_LIMIT_EXCEEDED. */
  assertDeclared(entry: Packed & { readonly size: number }, errors: ArchiveErrors): void {
    this.#assertRatio(entry.size, entry, errors);
  }

  /** Spends the bytes of a piece; `unpacked` are the entry's so far. Throws ARCHIVE_LIMIT_EXCEEDED. */
  spend(bytes: number, unpacked: number, entry: Packed, errors: ArchiveErrors): void {
    this.#spent += bytes;
    const { maxBytes } = this.#limits;
    if (this.#spent > maxBytes) {
      throw errors('ARCHIVE_LIMIT_EXCEEDED', `it unpacks to more than zip.limits.max_bytes (${maxBytes}) allows`);
    }
    this.#assertRatio(unpacked, entry, errors);
  }

  #assertRatio(unpacked: number, { packedSize }: Packed, errors: ArchiveErrors): void {
    const { maxRatio } = this.#limits;
    if (unpacked <= RATIO_FREE_BYTES || unpacked <= maxRatio * packedSize) return;
    throw errors(
      'ARCHIVE_LIMIT_EXCEEDED',
      `${packedSize} bytes unpack to more than ${maxRatio} times as much; raise zip.limits.max_ratio if that is right`,
    );
  }
}
