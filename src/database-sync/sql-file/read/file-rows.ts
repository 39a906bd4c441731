import type { RowSums } from '../../../connectors/postgres/copy/row-sums.js';
import type { RelayTarget } from '../../../connectors/postgres/open-connection.js';
import { addRow, NO_ROWS } from '../../../connectors/postgres/copy/row-sums.js';
import { StevedoreError } from '../../../contracts/errors.js';
import { DEFAULT, insertedRows, readInsertHead } from '../../../formats/postgres-dump/insert-statement.js';
import { RowSummer } from '../../../formats/postgres-dump/row-summer.js';
import { refuse } from '../../../formats/postgres-dump/scan-errors.js';
import { StatementScanner } from '../../../formats/postgres-dump/statement-scanner.js';
import { utcText } from '../../../formats/postgres-dump/utc-text.js';

/** Texts of rows are joined to pieces of about this many characters. */
const PIECE = 256 * 1024;

/** Passes rows, as the text of COPY, to a target, and sums them; the target must have counted as many. */
export const passRows = async (
  rows: AsyncIterable<Buffer>,
  { connection, statement }: RelayTarget,
  table: string,
  onBytes: (bytes: number) => void = () => undefined,
  signal?: AbortSignal,
): Promise<RowSums> => {
  let sums = NO_ROWS;
  const summer = new RowSummer((bytes, crc) => (sums = addRow(sums, bytes, crc)));
  async function* summed() {
    for await (const piece of rows) {
      signal?.throwIfAborted();
      summer.push(piece);
      onBytes(piece.length);
      yield piece;
    }
  }
  const counted = await connection.copyIn(statement, summed(), `Cannot write the rows of "${table}"`);
  if (counted === sums.rows && summer.isWhole) return sums;
  throw new StevedoreError(
    'LOAD_ROWS_LOST',
    `Cannot import the rows of "${table}": the file has ${sums.rows}, and the server counts ${counted}; export the database again`,
  );
};

export interface InsertedColumns {
  /** Of the statements: a list, or the table's columns. */
  readonly names: readonly string[];
  /** Which of them stand in a row; the others are given by the server, and must be DEFAULT. */
  readonly kept: readonly boolean[];
}

/** The rows of INSERT statements as the text of COPY. */
export async function* insertedText(
  chunks: AsyncIterable<Buffer>,
  { names, kept }: InsertedColumns,
  line: number,
): AsyncGenerator<Buffer, void, undefined> {
  const scanner = new StatementScanner({ line, takesRows: () => false });
  let lines: string[] = [];
  let length = 0;
  const piece = (): Buffer => {
    const bytes = Buffer.from(lines.join(''), 'latin1');
    lines = [];
    length = 0;
    return bytes;
  };
  const take = (segments: ReturnType<typeof scanner.push>): void => {
    for (const segment of segments) {
      if (segment.kind !== 'statement') continue;
      const text = segment.bytes.toString('latin1');
      const head = readInsertHead(text, segment.line);
      for (const values of insertedRows(text, head, segment.line)) {
        // Of a table whose columns are all generated, or that has none, the statement has no values.
        if (values.length !== names.length && (values.length > 0 || kept.includes(true)))
          throw refuse(segment.line, 'INSERT', 'it has more values than columns, or fewer');
        const fields = values.filter((value, at) => {
          if (value === DEFAULT && kept[at] === true)
            throw refuse(segment.line, 'DEFAULT in an INSERT', 'only where the server generates the value');
          return kept[at] === true;
        });
        const row = `${fields.join('\t')}\n`;
        lines.push(row);
        length += row.length;
      }
    }
  };
  for await (const chunk of chunks) {
    take(scanner.push(chunk));
    if (length >= PIECE) yield piece();
  }
  take(scanner.end());
  if (length > 0) yield piece();
}

/** The same rows with the points in time of some fields in UTC, as the server writes them back. */
export async function* inUtc(
  pieces: AsyncIterable<Buffer>,
  isZoned: readonly boolean[],
): AsyncGenerator<Buffer, void, undefined> {
  let rest = '';
  for await (const piece of pieces) {
    const text = rest + piece.toString('latin1');
    const end = text.lastIndexOf('\n') + 1;
    rest = text.slice(end);
    if (end === 0) continue;
    const lines = text.slice(0, end - 1).split('\n');
    const changed = lines.map((each) =>
      each
        .split('\t')
        .map((field, at) => (isZoned[at] === true ? utcText(field) : field))
        .join('\t'),
    );
    yield Buffer.from(`${changed.join('\n')}\n`, 'latin1');
  }
  if (rest !== '') yield Buffer.from(rest, 'latin1');
}
