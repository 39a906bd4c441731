import type { RowPiece } from '../../../connectors/postgres/copy/row-packer.js';

/** Rows of one INSERT; fewer where they are long. */
const MOST_ROWS = 1000;
const MOST_BYTES = 4 * 1024 * 1024;
const LINE_FEED = 0x0a;

export interface InsertTarget {
  /** Qualified and quoted. */
  readonly place: string;
  /** Quoted; empty for a table without columns of its own. */
  readonly columns: readonly string[];
  /** As `format_type` names them. */
  readonly types: readonly string[];
}

/**
 * Turns the text of COPY into INSERT statements of up to 1,000 rows: numbers and truth values stand as they are, all
 * else in quotes, which the server reads as the column's type. Each piece is whole statements. Bytes are kept as they
 * are, whatever the encoding.
 */
export async function* insertStatements(
  rows: AsyncIterable<RowPiece>,
  { place, columns, types }: InsertTarget,
): AsyncGenerator<Buffer, void, undefined> {
  const list = columns.length === 0 ? '' : ` (${columns.join(', ')})`;
  // Also for a column that is always given by the server.
  const head = Buffer.from(`INSERT INTO ${place}${list} OVERRIDING SYSTEM VALUE VALUES\n`).toString('latin1');
  const none = `${head.slice(0, head.indexOf(' OVERRIDING'))} DEFAULT VALUES;\n`;
  const write = types.map(literalWriter);
  let rest: Buffer[] = [];
  let lines: string[] = [];
  let bytes = 0;
  const statement = (): Buffer => {
    const text = columns.length === 0 ? none.repeat(lines.length) : `${head}${lines.join(',\n')};\n`;
    lines = [];
    bytes = 0;
    return Buffer.from(text, 'latin1');
  };
  for await (const piece of rows) {
    let data = piece.bytes;
    let at = 0;
    if (rest.length > 0) {
      const end = data.indexOf(LINE_FEED) + 1;
      if (end === 0) {
        rest.push(data);
        continue;
      }
      data = Buffer.concat([...rest, data]);
      rest = [];
    }
    for (let end = data.indexOf(LINE_FEED); end >= 0; end = data.indexOf(LINE_FEED, at)) {
      const line = columns.length === 0 ? '' : tuple(data.toString('latin1', at, end), write);
      at = end + 1;
      lines.push(line);
      bytes += line.length;
      if (lines.length >= MOST_ROWS || bytes >= MOST_BYTES) yield statement();
    }
    if (at < data.length) rest = [data.subarray(at)];
  }
  if (lines.length > 0) yield statement();
}

const tuple = (line: string, write: readonly ((text: string) => string)[]): string =>
  `\t(${line
    .split('\t')
    .map((field, at) => (field === String.raw`\N` ? 'NULL' : (write[at] ?? quoted)(field)))
    .join(', ')})`;

const ESCAPES: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' };

const quoted = (field: string): string => {
  const text = field.includes('\\') ? field.replace(/\\(.)/gs, (_all, each: string) => ESCAPES[each] ?? each) : field;
  return `'${text.replaceAll("'", "''")}'`;
};

const number = (field: string): string => (/^-?\d+(?:\.\d+)?$/.test(field) ? field : quoted(field));
const truth = (field: string): string => (field === 't' ? 'true' : 'false');

/** Of a real or double, a number as it stands could be read as another type's: `-0`. */
const literalWriter = (type: string): ((field: string) => string) => {
  if (/^(?:smallint|integer|bigint|numeric(?:\(.*\))?)$/.test(type)) return number;
  return type === 'boolean' ? truth : quoted;
};
