import { describe, expect, it } from 'vitest';
import { StevedoreError } from '../../../contracts/errors.js';
import { readStatements } from './read-statements.js';
import { StatementScanner } from './statement-scanner.js';
import type { ScannerOptions, Segment } from './statement-scanner.js';

const OPTIONS: ScannerOptions = { maxStatementBytes: 1 << 20 };

/** All segments of a text whose characters are bytes, fed in chunks of `size` that all have the same memory. */
const scan = (text: string, options: Partial<ScannerOptions> = {}, size = 7): Segment[] => {
  const scanner = new StatementScanner({ ...OPTIONS, ...options });
  const bytes = Buffer.from(text, 'latin1');
  const segments: Segment[] = [];
  const chunk = Buffer.alloc(size);
  for (let at = 0; at < bytes.length; at += size)
    segments.push(...scanner.push(chunk.subarray(0, bytes.copy(chunk, 0, at, at + size))));
  return [...segments, ...scanner.end()];
};

/** The bodies of the statements, after it was checked that the segments hold every byte. */
const statements = (text: string, options: Partial<ScannerOptions> = {}): string[] => {
  const segments = scan(text, options);
  let at = 0;
  for (const { start, end, line } of segments) {
    expect(start).toBe(at);
    expect(line).toBe(text.slice(0, start).split('\n').length);
    at = end;
  }
  expect(at).toBe(text.length);
  return segments.flatMap((segment) => (segment.kind === 'statement' ? [segment.body.toString('latin1')] : []));
};

const errorOf = (run: () => unknown): StevedoreError => {
  try {
    run();
  } catch (error) {
    if (error instanceof StevedoreError) return error;
    throw error;
  }
  throw new Error('it was accepted');
};

describe('a statement ends at its delimiter', () => {
  it.each([
    ['nothing', '', []],
    ['blanks only', ' \r\n\t\v\f\n', []],
    ['two statements on a line', 'A 1;B 2;', ['A 1', 'B 2']],
    ['line ends of Windows', 'A 1;\r\nB\r\n2;\r\n', ['A 1', 'B\r\n2']],
    ['no line end at the end', 'A 1;\nB 2;', ['A 1', 'B 2']],
    ['a byte order mark', '\xef\xbb\xbfA 1;', ['A 1']],
    ['delimiters alone', ';;\n;A 1;;', ['A 1']],
    [
      'a line end, a delimiter and a comment inside a string',
      "I 'a;\nb;\n-- c\n#/*';J 2;",
      ["I 'a;\nb;\n-- c\n#/*'", 'J 2'],
    ],
    ['an escaped quote', "I 'a\\';b';", ["I 'a\\';b'"]],
    ['an escaped backslash at the end of a string', "I 'a\\\\';J 'b';", ["I 'a\\\\'", "J 'b'"]],
    ['a doubled quote', "I 'a'';b';", ["I 'a'';b'"]],
    ['a string in double quotes', 'I "a;\\";b";', ['I "a;\\";b"']],
    ['a name with a doubled backquote and a backslash', 'I `a``;\\`;J 1;', ['I `a``;\\`', 'J 1']],
    ['raw bytes behind an introducer', "I _binary '\x00\xff\\0\\Z;\x27\x27';", ["I _binary '\x00\xff\\0\\Z;\x27\x27'"]],
    ['a comment to the end of the line', "I 1 -- it's; not the end\n,2;", ["I 1 -- it's; not the end\n,2"]],
    ['a comment with a hash', "I 1 # it's; not\n,2;", ["I 1 # it's; not\n,2"]],
    ['two dashes without a blank', 'I 5--1;J --2;', ['I 5--1', 'J --2']],
    ['a comment inside a statement', "I /* it's; not */ 1;", ["I /* it's; not */ 1"]],
    ['a comment that only looks closed', 'I /*/ ; */ 1;', ['I /*/ ; */ 1']],
    ['an executable comment', "/*!50003 I 'a */; b' */;J;", ["/*!50003 I 'a */; b' */", 'J']],
    ['an executable comment of MariaDB', '/*M!100100 I 1 */;', ['/*M!100100 I 1 */']],
    ['a comment inside an executable comment', '/*!50003 I /* ; */ 1 */;J;', ['/*!50003 I /* ; */ 1 */', 'J']],
    ['comments between statements', "-- it's\nA;\n/* it's; */ # '\n--\nB;--", ['A', 'B']],
    ['the sandbox line of MariaDB', '/*M!999999\\- enable the sandbox mode */ \nA;', ['A']],
    ['the older sandbox line, and not first', 'A;\n/*!999999\\- enable the sandbox mode */ \nB;', ['A', 'B']],
  ])('with %s', (_, text, expected) => {
    expect(statements(text)).toEqual(expected);
  });

  it.each([
    [
      'a backslash is a byte like any other without escapes',
      "I 'a\\';J 'b''\\';",
      { noBackslashEscapes: true, ansiQuotes: false },
      2,
    ],
    ['a backslash is one in a quoted name', 'I "a\\";J 1;', { noBackslashEscapes: false, ansiQuotes: true }, 2],
    [
      'a backslash escapes in a string beside quoted names',
      "I 'a\\';' \"\\\";",
      { noBackslashEscapes: false, ansiQuotes: true },
      1,
    ],
  ])('%s', (_, text, modes, expected) => {
    expect(statements(text, { modes })).toHaveLength(expected);
  });

  it('reads the modes again at each statement', () => {
    const modes = { noBackslashEscapes: false, ansiQuotes: false };
    const scanner = new StatementScanner({ ...OPTIONS, modes });
    const bodies: string[] = [];
    for (const segment of [...scanner.push(Buffer.alloc(0))]) expect(segment).toBeUndefined();
    for (const segment of scanner.push(Buffer.from(`A;B '\\';C '\\';';${' '.repeat(40)}`))) {
      if (segment.kind !== 'statement') continue;
      bodies.push(segment.body.toString());
      modes.noBackslashEscapes = bodies.length === 1;
    }
    expect(bodies).toEqual(['A', "B '\\'", "C '\\';'"]);
  });
});

describe('the client’s DELIMITER', () => {
  it.each([
    ['two semicolons', 'DELIMITER ;;\nA; B ;;\nC;;\nDELIMITER ;\nD;', ['A; B ', 'C', 'D']],
    ['any case, any delimiter, blanks around', 'delimiter   $$  \r\nA;$$\nDeLiMiTeR ;\r\nB;', ['A;', 'B']],
    ['slashes', 'DELIMITER //\nA /* // */ ; //\nB / 2//', ['A /* // */ ; ', 'B / 2']],
    ['a word', 'DELIMITER END_OF\nA;EN;END_OF\n', ['A;EN;']],
    [
      'a delimiter inside strings, names and comments',
      "DELIMITER $$\nA '$$' `$$` -- $$\n/* $$ */$$",
      ["A '$$' `$$` -- $$\n/* $$ */"],
    ],
    ['no line end', 'A;DELIMITER //', ['A']],
    ['a word that only begins like it', 'DELIMITERS A;', ['DELIMITERS A']],
  ])('with %s', (_, text, expected) => {
    expect(statements(text)).toEqual(expected);
  });

  it('begins a statement only: elsewhere it is a word', () => {
    expect(statements("A\ndelimiter ';;'\n;B;")).toEqual(["A\ndelimiter ';;'\n", 'B']);
  });

  it.each(['DELIMITER\nA;', "DELIMITER '\nA;", 'DELIMITER \\\nA;', `DELIMITER ${'x'.repeat(17)}\nA;`])(
    'refuses %j',
    (text) => {
      expect(errorOf(() => scan(text)).code).toBe('DUMP_SYNTAX');
    },
  );
});

it.each([
  '\\! id\n',
  '\\. x.sql\n',
  'source x.sql\n',
  'SYSTEM id\n',
  'tee /tmp/x\n',
  '? x\n',
  'A;\n  pager cat;\n',
  'A;exit',
])('refuses the client command %j', (text) => {
  const error = errorOf(() => scan(text));
  expect(error.code).toBe('DUMP_STATEMENT_REFUSED');
  expect(error.details).toMatchObject({ line: text.startsWith('A;\n') ? 2 : 1 });
});

it('skips the line of a client command if its refusal is only reported', () => {
  const told: (number | undefined)[] = [];
  const onRefused = ({ details }: StevedoreError) => told.push(details['line'] as number);
  expect(statements("A;\n\\! id; 'x\nB;\nsource x.sql\nC;\n? y", { onRefused })).toEqual(['A', 'B', 'C']);
  expect(told).toEqual([2, 4, 6]);
});

it('says that a dump ends inside its DELIMITER line', () => {
  for (const text of ['DELIMITER', 'A;\nDELIMITER ']) expect(errorOf(() => scan(text)).code).toBe('DUMP_TRUNCATED');
});

it.each([
  ['a string', "A;\nB 'x"],
  ['a string', "B 'x\\'"],
  ['a string', 'B `x'],
  ['a comment', 'A; /* x '],
  ['a comment', '/*'],
  ['a comment', '/*M!999999\\- enable'],
  ['a comment', 'B /*/ ;'],
  ['a statement', 'A;\nB'],
  ['a statement', 'B -- x;\n'],
  ['a statement', 'B -- x;'],
  ['a statement', '/*!50003 A */'],
  ['a statement', 'DELIMITER ;;\nA;'],
])('says that %s is not ended, in %j', (inside, text) => {
  const error = errorOf(() => scan(text));
  expect(error.code).toBe('DUMP_TRUNCATED');
  expect(error.message).toContain(inside);
  expect(error.details).toMatchObject({ offset: text.length });
});

describe('a statement’s length', () => {
  it('may be the limit', () => {
    expect(statements(`${'x'.repeat(100)};y;`, { maxStatementBytes: 100 })).toHaveLength(2);
  });

  it.each([
    ['a statement', `A;\n${'x'.repeat(101)};`],
    ['a string that does not end', `A;\n'${'x'.repeat(5_000)}`],
  ])('is refused beyond the limit: %s', (_, text) => {
    for (const size of [7, 10_000]) {
      const error = errorOf(() => scan(text, { maxStatementBytes: 100 }, size));
      expect([error.code, error.details]).toMatchObject(['DUMP_STATEMENT_TOO_LARGE', { line: 2, limit: 100 }]);
    }
  });

  it('does not grow the memory of a statement that never ends', () => {
    const scanner = new StatementScanner({ maxStatementBytes: 1 << 16 });
    const chunk = Buffer.alloc(1 << 12, 'x');
    let pushed = 0;
    const error = errorOf(() => {
      for (;;) {
        for (const segment of scanner.push(chunk)) throw new Error(segment.kind);
        pushed += chunk.length;
      }
    });
    expect(error.code).toBe('DUMP_STATEMENT_TOO_LARGE');
    expect(pushed).toBeLessThan(1 << 17);
  });
});

describe('readStatements', () => {
  it('continues from a place inside a dump', async () => {
    const text = 'A;\nDELIMITER $$\nB $$ C $$';
    const start = text.indexOf('B');
    const chunks = (async function* () {
      yield Buffer.from(text.slice(start));
    })();
    const found: [string, number, number][] = [];
    for await (const segment of readStatements(chunks, { ...OPTIONS, start, line: 3, delimiter: '$$' })) {
      if (segment.kind === 'statement') found.push([segment.body.toString(), segment.start, segment.line]);
    }
    expect(found).toEqual([
      ['B ', start, 3],
      ['C ', start + 5, 3],
    ]);
  });

  it('stops when aborted', async () => {
    const stop = new AbortController();
    const chunks = (async function* () {
      yield Buffer.from('A;'.padEnd(100));
      stop.abort(new Error('stopped'));
      yield Buffer.from('B;'.padEnd(100));
    })();
    const read = async () => {
      for await (const segment of readStatements(chunks, { ...OPTIONS, signal: stop.signal })) void segment;
    };
    await expect(read()).rejects.toThrow('stopped');
  });
});

it('ends a statement at a delimiter that is the mark of an executable comment, as the client does', () => {
  const scanner = new StatementScanner({ maxStatementBytes: 1_000, delimiter: '!' });
  const segments = [...scanner.push(Buffer.from('SELECT 1 /*!SELECT 2!')), ...scanner.end()];
  expect(segments.map((segment) => 'body' in segment && segment.body.toString())).toEqual(['SELECT 1 /*', 'SELECT 2']);
});
