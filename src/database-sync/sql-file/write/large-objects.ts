import type { PostgresConnection } from '../../../connectors/postgres/open-connection.js';

/** Bytes of a large object that one statement writes. */
const PIECE_BYTES = 256 * 1024;
/** INV_WRITE. */
const WRITE = 131_072;

/** The statements that fill the large objects, which exist and are empty; each a transaction of its own, in pieces. */
export async function* fillLargeObjects(
  session: PostgresConnection,
  oids: readonly number[],
): AsyncGenerator<string, void, undefined> {
  for (const oid of oids) {
    let isOpen = false;
    for (let at = 0; ; at += PIECE_BYTES) {
      const [row] = await session.query(
        `select encode(lo_get(${oid}, ${at}, ${PIECE_BYTES}), 'hex') as bytes`,
        [],
        `Cannot read the large object ${oid}`,
      );
      const bytes = (row?.['bytes'] ?? '') as string;
      if (bytes === '') break;
      if (!isOpen) yield `BEGIN;\nSELECT pg_catalog.lo_open('${oid}', ${WRITE});\n`;
      isOpen = true;
      yield `SELECT pg_catalog.lowrite(0, '\\x${bytes}');\n`;
      if (bytes.length < 2 * PIECE_BYTES) break;
    }
    if (isOpen) yield 'SELECT pg_catalog.lo_close(0);\nCOMMIT;\n\n';
  }
}
