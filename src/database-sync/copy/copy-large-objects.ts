import type { PostgresConnection } from '../../connectors/postgres/open-connection.js';
import type { LargeObjects } from '../source/sync-source.js';
import { StevedoreError } from '../../contracts/errors.js';

/** Fills the large objects of a database, which exist and are empty, and proves each. Throws PROOF_FAILED. */
export const copyLargeObjects = async (
  { copyTo, digests }: LargeObjects,
  target: PostgresConnection,
): Promise<void> => {
  await copyTo(target);
  const found = await digestLargeObjects(target);
  for (const [oid, digest] of await digests())
    if (found.get(oid) !== digest)
      throw new StevedoreError(
        'PROOF_FAILED',
        `Cannot prove the large object ${oid}: its content differs; nothing was published, start the sync again`,
        { details: { object: `large object ${oid}` } },
      );
};

/** By oid, the SHA-256 of the bytes of each large object, in hex. */
export const digestLargeObjects = async (connection: PostgresConnection): Promise<ReadonlyMap<string, string>> => {
  const rows = await connection.query(
    `select oid::text as oid, encode(sha256(lo_get(oid)), 'hex') as digest from pg_catalog.pg_largeobject_metadata`,
    [],
    'Cannot read the large objects',
  );
  return new Map(rows.map(({ oid, digest }) => [String(oid), String(digest)]));
};
