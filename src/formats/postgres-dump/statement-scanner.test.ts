import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { StatementScanner } from './statement-scanner.js';

/** What a scanner makes of a text in chunks: the text of statements, the rows, the databases, each with its line. */
const scan = (text: string, chunks: readonly number[] = []): string[] => {
  const bytes = Buffer.from(text);
  const scanner = new StatementScanner({
    takesRows: (statement) => /from stdin/i.test(statement.toString()),
    maxStatementBytes: 2_000,
  });
  const found: string[] = [];
  const take = (segments: ReturnType<typeof scanner.push>) => {
    for (const each of segments) {
      const what =
        each.kind === 'statement'
          ? each.bytes.toString()
          : each.kind === 'rows'
            ? `ROWS ${bytes.subarray(each.at, each.end).toString()}`
            : `CONNECT ${each.database}`;
      found.push(`${each.line}: ${what}`);
    }
  };
  let at = 0;
  for (let turn = 0; at < bytes.length; turn += 1) {
    const length = chunks.length === 0 ? bytes.length : (chunks[turn % chunks.length] ?? 1);
    take(scanner.push(Buffer.from(bytes.subarray(at, at + length))));
    at += length;
  }
  take(scanner.end());
  return found;
};

const MIXED = String.raw`-- a comment; with 'a quote
\restrict aZ$('"
/* one /* two; */ 'three' */ SET a = 'it''s; \';
SELECT E'a\'; b', U&"x;""y", $$ ; ' $a$ $$, $a1$ $$ ; $a1$, $1, a$b$c;
CREATE FUNCTION f() RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT 1; SELECT CASE WHEN true THEN 2 ELSE 3 END; END;
CREATE OR REPLACE PROCEDURE p() BEGIN ATOMIC INSERT INTO t VALUES (1); END;
CREATE RULE r AS ON INSERT TO t DO ALSO (INSERT INTO a VALUES (1); DELETE FROM b);
CREATE TABLE "begin"(a int); BEGIN; COMMIT;
COPY public.t (a) FROM stdin;
\\.
 \.
\.x
a;'b
\.
\connect my_db
CoPy t from STDIN;
\.

\unrestrict aZ
INSERT INTO ü VALUES ('☃', 1 - -1, 2*3/4);
`;

const EXPECTED = [
  String.raw`3: SET a = 'it''s; \'`,
  String.raw`4: SELECT E'a\'; b', U&"x;""y", $$ ; ' $a$ $$, $a1$ $$ ; $a1$, $1, a$b$c`,
  '5: CREATE FUNCTION f() RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT 1; SELECT CASE WHEN true THEN 2 ELSE 3 END; END',
  '6: CREATE OR REPLACE PROCEDURE p() BEGIN ATOMIC INSERT INTO t VALUES (1); END',
  '7: CREATE RULE r AS ON INSERT TO t DO ALSO (INSERT INTO a VALUES (1); DELETE FROM b)',
  '8: CREATE TABLE "begin"(a int)',
  '8: BEGIN',
  '8: COMMIT',
  '9: COPY public.t (a) FROM stdin',
  `10: ROWS ${String.raw`\\.`}\n \\.\n\\.x\na;'b\n`,
  '15: CONNECT my_db',
  '16: CoPy t from STDIN',
  '17: ROWS ',
  "20: INSERT INTO ü VALUES ('☃', 1 - -1, 2*3/4)",
];

describe('the statements of a file', () => {
  it('are split as psql splits them', () => {
    expect(scan(MIXED)).toEqual(EXPECTED);
  });

  it('are the same however the file comes in chunks', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 12 }), (chunks) => {
        expect(scan(MIXED, chunks)).toEqual(EXPECTED);
      }),
      { numRuns: Number(process.env['STEVEDORE_FUZZ_RUNS'] ?? 300) },
    );
  });

  it.each([
    [String.raw`\! rm -rf /`, String.raw`"\!" on line 2`],
    [String.raw`\copy t from program 'x'`, String.raw`"\copy" on line 2`],
    [String.raw`\o |x`, String.raw`"\o" on line 2`],
    ['\\restrict\\! x', 'line 2'],
    [String.raw`\connect postgres user host`, String.raw`"\connect" on line 2`],
    [String.raw`\connect "host=x dbname=y"`.replace('"host', 'host'), 'line 2'],
    [String.raw`\.`, 'line 2'],
    [String.raw`SELECT 1 \gexec`, 'a backslash within a statement on line 2'],
    ['COPY t FROM stdin; SELECT 1;\n\\.\n', 'a COPY that does not end its line on line 2'],
  ])('are refused with a command of psql: %s', (text, message) => {
    expect(() => scan(`SET a = 1;\n${text}\n`)).toThrow(message);
  });

  it.each([
    ["SELECT 'a", 'a statement that begins on line 2'],
    ['SELECT $a$ $$', 'a statement that begins on line 2'],
    ['/* /* */', 'a comment that begins on line 2'],
    ['COPY t FROM stdin;\nab', 'the rows of a COPY that begins on line 3'],
    ['SELECT 1', 'a statement that begins on line 2'],
  ])('are known to be cut off: %s', (text, message) => {
    expect(() => scan(`SET a = 1;\n${text}`)).toThrow(message);
    expect(() => scan(`SET a = 1;\n${text}`, [3])).toThrow(message);
  });

  it('are refused when one is too long', () => {
    expect(() => scan(`SET a = 1;\nSELECT '${'x'.repeat(3_000)}';`, [100])).toThrow('line 2 is longer than 2000 bytes');
  });
});
