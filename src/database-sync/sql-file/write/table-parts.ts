import type { RowSums } from '../../../connectors/postgres/copy/row-sums.js';
import type { PostgresConnection } from '../../../connectors/postgres/open-connection.js';
import type { TableCopy } from '../../copy/plan-copies.js';
import type { WrittenPart } from './part-writer.js';
import { addSums, NO_ROWS } from '../../../connectors/postgres/copy/row-sums.js';
import { quoteName, quoteQualified } from '../../../connectors/postgres/quote-name.js';
import { insertStatements } from './insert-statements.js';
import { PART_BYTES, PartWriter, PLAIN_PART_BYTES } from './part-writer.js';

const END = Buffer.from('\\.\n\n');

export interface TablePartsOptions {
  readonly format: 'copy' | 'inserts';
  readonly compressed: boolean;
  /** As `format_type` names them, of the table's columns in their order. */
  readonly types: readonly string[];
  readonly onBytes: (bytes: number) => void;
}

/**
 * Reads a table's rows and makes the parts of a dump of them; returns their sums. What is held is one part, compressed.
 */
export async function* tableParts(
  session: PostgresConnection,
  copy: TableCopy,
  { format, compressed, types, onBytes }: TablePartsOptions,
): AsyncGenerator<WrittenPart, RowSums, undefined> {
  const most = compressed ? PART_BYTES : PLAIN_PART_BYTES;
  let sums = NO_ROWS;
  async function* counted() {
    for await (const piece of session.copyRows(copy.read, `Cannot read the rows of "${copy.table}"`)) {
      sums = addSums(sums, piece.sums);
      onBytes(piece.bytes.length);
      yield { ...piece, lines: piece.sums.rows };
    }
  }
  const isCopy = format === 'copy';
  const head = Buffer.from(`${copy.write.replace(/^copy /, 'COPY ').replace(/ from stdin$/, ' FROM stdin')};\n`);
  let part: PartWriter | undefined;
  const finish = async (writer: PartWriter): Promise<WrittenPart> => {
    if (isCopy) await writer.add(END);
    part = undefined;
    return writer.finish();
  };
  const place = copy.through ?? copy;
  const pieces = isCopy
    ? counted()
    : wholeStatements(
        insertStatements(counted(), {
          place: quoteQualified(place.schema, place.name),
          columns: copy.columns.map((name) => quoteName(name)),
          types,
        }),
      );
  for await (const { bytes, endsRow, lines, release } of pieces) {
    if (part === undefined) {
      part = new PartWriter(compressed);
      if (isCopy) await part.add(head);
    }
    await part.add(bytes, lines, release);
    if (endsRow && part.textBytes >= most) yield await finish(part);
  }
  if (part !== undefined) yield await finish(part);
  return sums;
}

async function* wholeStatements(statements: AsyncIterable<Buffer>) {
  for await (const bytes of statements) yield { bytes, endsRow: true, lines: undefined, release: undefined };
}
