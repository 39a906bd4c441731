import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HOSTILE_STATEMENTS } from '../../../../test/hostile/statements.js';
import { indexText, MARIADB, MYSQL } from '../../../../test/support/index-text.js';

/** Statements that stay one statement, whatever comes between their words. */
const WORDY = HOSTILE_STATEMENTS.filter(({ name }) => /^[A-Z]+ /.test(name) && !/[…#]|--/.test(name)).map(
  ({ name }) => name,
);
const BLANKS = [
  ' ',
  '\n',
  '\t',
  '\r\n',
  '\v',
  '\f',
  '/**/',
  ' /* x */ ',
  ' -- x\n',
  " #'\n",
  ' /*!999999 x */ ',
  "/* ' */",
];
const HEAD = 'CREATE TABLE t (id INT, v TEXT);\n';

const outcome = (sql: string, server = MARIADB): Promise<string> =>
  indexText(`${HEAD}${sql};\n`, { server }).then(
    () => 'accepted',
    (error: { code?: string }) => String(error.code),
  );

/** The same statement to the server: other blanks, other case outside of quotes, words inside executable comments. */
const disguise = (sql: string, choices: readonly number[], lower: boolean, wrapped: number): string => {
  const words = sql.split(' ');
  const text = words
    .map((word, index) => {
      const cased = lower && !/['"`]/.test(word) ? word.toLowerCase() : word;
      const plain = index > 0 && index === wrapped % words.length && /^[\w.@=]+$/.test(word);
      return plain ? `/*!40000 ${cased} */` : cased;
    })
    .reduce(
      (joined, word, index) => joined + (BLANKS[(choices[index % choices.length] ?? 0) % BLANKS.length] ?? ' ') + word,
    );
  return wrapped % 7 === 0 && !text.includes('/*!') ? `/*!50000 ${text} */` : text;
};

describe('a statement that is refused', () => {
  it('stays refused however it is written', async () => {
    expect(WORDY.length).toBeGreaterThan(90);
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...WORDY),
        fc.array(fc.nat(BLANKS.length - 1), { minLength: 1, maxLength: 12 }),
        fc.boolean(),
        fc.nat(40),
        async (sql, choices, lower, wrapped) => {
          const text = disguise(sql, choices, lower, wrapped);
          // A quoted text may have been cut by a comment that ends a line; then something else is wrong with it.
          expect([text, await outcome(text)]).toEqual([
            text,
            expect.stringMatching(/^DUMP_(STATEMENT_REFUSED|TRUNCATED)$/),
          ]);
        },
      ),
      { numRuns: 5_000 },
    );
  });

  it.each(WORDY)('is refused for MySQL too: %s', async (sql) => {
    // MySQL takes what is for MariaDB for a comment.
    expect(await outcome(sql, MYSQL)).toMatch(/\/\*M!/.test(sql) ? /./ : /^DUMP_STATEMENT_REFUSED$/);
  });
});
