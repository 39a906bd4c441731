import { mysqlErrorNumber } from '../../connectors/mysql/errors.js';
import { isStevedoreError, StevedoreError } from '../../contracts/errors.js';
import type { DumpIndex } from '../../formats/mysql-dump/dump-index.js';

/**
 * Adds the collations that replaced the dump's (`load.collations`) to an error that they may have caused: texts that
 * differ under one collation may be equal or sort differently under another. Returns any other error unchanged.
 */
export const namingCollations = (error: unknown, { collations = {} }: Pick<DumpIndex, 'collations'>): unknown => {
  const mapped = Object.entries(collations).map(([from, to]) => `"${from}" became "${to}"`);
  if (mapped.length === 0 || !isStevedoreError(error) || !depends(error)) return error;
  return new StevedoreError(
    error.code,
    `${error.message}; values that differ under one collation can be equal under another, and load.collations is in force: ${mapped.join(', ')}; ` +
      'map to a collation that distinguishes them, such as one of the kind "_as_cs", "_nopad_" or "_bin"',
    {
      details: {
        ...error.details,
        collations: Object.entries(collations)
          .map(([from, to]) => `${from}: ${to}`)
          .join(', '),
      },
      cause: error,
    },
  );
};

const depends = (error: StevedoreError): boolean =>
  error.code === 'LOAD_ROWS_LOST' || error.code === 'PROOF_FAILED' || DEPENDING.has(mysqlErrorNumber(error) ?? 0);

/** Duplicate keys, ENUM members, checks, and partitions by text. */
const DEPENDING = new Set([1022, 1062, 1169, 1291, 1493, 1495, 1526, 1586, 3819, 4025]);
