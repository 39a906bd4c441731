import type { IndexedTable } from '../dump-index.js';
import { StatementScanner } from '../../../formats/postgres-dump/statement-scanner.js';
import { damaged } from './dump-file.js';

const LINE_FEED = 10;
const SEMICOLON = 59;
const END = Buffer.from('\\.\n\n');

/**
 * The rows of a part of a dump of this program: between the line of its COPY and the one that ends it. `accept` judges
 * the COPY. Throws ARCHIVE_CORRUPT if the part is not like that.
 */
export async function* copiedText(
  chunks: AsyncIterable<Buffer>,
  { schema, name }: IndexedTable,
  accept: (statement: Buffer, line: number) => unknown,
): AsyncGenerator<Buffer, void, undefined> {
  const wrong = () => damaged(`a part has no rows of "${schema}.${name}"`);
  let head: Buffer | undefined = Buffer.alloc(0);
  let rest = Buffer.alloc(0);
  for await (const chunk of chunks) {
    let bytes = chunk;
    if (head !== undefined) {
      head = Buffer.concat([head, chunk]);
      const end = endOfStatement(head);
      if (end === undefined) continue;
      accept(head.subarray(0, head.lastIndexOf(SEMICOLON, end)), 1);
      bytes = head.subarray(end);
      head = undefined;
    }
    const all = rest.length === 0 ? bytes : Buffer.concat([rest, bytes]);
    // The end of the part is no row.
    const most = Math.max(0, all.length - END.length);
    if (most > 0) yield all.subarray(0, most);
    rest = Buffer.from(all.subarray(most));
  }
  if (head !== undefined || !rest.equals(END)) throw wrong();
}

/** After the line of the COPY; undefined if it has not come whole. */
const endOfStatement = (bytes: Buffer): number | undefined => {
  let found: number | undefined;
  const scanner = new StatementScanner({
    takesRows: () => {
      found = -1;
      return true;
    },
  });
  for (const segment of scanner.push(Buffer.from(bytes))) {
    if (segment.kind === 'statement' && found === -1) return bytes.indexOf(LINE_FEED, segment.end - 1) + 1;
    throw damaged('a part of rows does not begin with COPY');
  }
  return undefined;
};
