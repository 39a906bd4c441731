import fc from 'fast-check';
import { expect, it } from 'vitest';
import { referenceScan } from '../../../../test/support/reference-scanner.js';
import { scanIn } from '../../../../test/support/scan-in-chunks.js';

const modes = fc.record({ noBackslashEscapes: fc.boolean(), ansiQuotes: fc.boolean() });

/** Pieces that confuse a scanner, in any order; most results are not valid dumps. */
const soup = fc
  .array(
    fc.oneof(
      fc.constantFrom(...'\'"`\\;#/*-!M \n\r\t\0\x7fx5ß'.split('')),
      fc.constantFrom(
        '--',
        '-- ',
        '/*',
        '*/',
        '/*!',
        '/*M!',
        '/*!50003 ',
        '/*M!999999\\- ',
        "''",
        '\\\\',
        "\\'",
        ';\n',
        ';;',
      ),
      fc.constantFrom(
        '\nDELIMITER ;;\n',
        '\nDELIMITER ;\n',
        '\ndelimiter // \r\n',
        'DELIMITER',
        'INSERT ',
        '\xef\xbb\xbf',
        'INSERT INTO',
      ),
    ),
    { maxLength: 60 },
  )
  .map((pieces) => pieces.join(''));

const content = fc
  .array(fc.constantFrom(...'\'"`\\;#/*-! \n\r\0aß'.split(''), '-- ', '*/', ';\n', 'x'.repeat(60)), { maxLength: 12 })
  .map((pieces) => pieces.join(''));

/** A stream as dump tools write it, with the worst texts that it can hold. */
const dump = fc
  .tuple(modes, fc.array(fc.tuple(fc.nat(7), content, content), { maxLength: 25 }))
  .map(([mode, parts]) => {
    const text = (value: string) =>
      mode.noBackslashEscapes ? `'${value.replaceAll("'", "''")}'` : `'${value.replace(/['\\]/g, '\\$&')}'`;
    const name = (value: string) => `\`${value.replaceAll('`', '``')}\``;
    const comment = (value: string) => `/* ${value.replace(/[*!]/g, '')} */`;
    const shapes: ((a: string, b: string) => string)[] = [
      (a, b) => `INSERT INTO ${name(a)} VALUES (1,${text(b)}),\n(2,_binary ${text(a)});\n`,
      (a, b) => `/*!50003 CREATE*/ /*!50017 DEFINER=${name(a)}*/ /*!50003 TRIGGER t SET x=${text(`*/${b}`)} */;\n`,
      (a, b) => `DELIMITER ;;\nCREATE PROCEDURE ${name(a)}() BEGIN SELECT ${text(b)}; END ;;\nDELIMITER ;\n`,
      (a) => `-- ${a.replaceAll('\n', '')}\n`,
      (a, b) => `A ${comment(a)} ${text(b)} # ${a.replaceAll('\n', '')}\n;`,
      (a) => `\n\r\n${comment(a)} ;`,
      () => '/*M!999999\\- enable the sandbox mode */ \n',
      (a, b) => `SET @a=5--1, @b=${text(b)} -- ${a.replaceAll('\n', '')}\r\n;\r\n`,
    ];
    return {
      mode,
      text: parts.map(([shape, a, b]) => (shapes[shape] as (a: string, b: string) => string)(a, b)).join(''),
    };
  });

const sizes = fc.array(fc.integer({ min: 1, max: 90 }), { minLength: 1, maxLength: 8 });
/** A command without a DELIMITER line's end is judged by its first bytes, which the reference does not copy. */
const isComparable = (text: string): boolean => !/delimiter[^\n]{900}/i.test(text);

it('finds in any bytes, cut anywhere, what the reference finds', () => {
  fc.assert(
    fc.property(soup, modes, sizes, (text, mode, cuts) => {
      fc.pre(isComparable(text));
      const expected = referenceScan(Buffer.from(text, 'latin1').toString('latin1'), mode);
      for (const by of ['kernel', 'script'] as const) expect(scanIn(text, mode, cuts, by)).toEqual(expected);
    }),
    { numRuns: 4_000 },
  );
});

it('finds in a stream of statements, cut anywhere, what the reference finds', () => {
  fc.assert(
    fc.property(dump, sizes, ({ mode, text }, cuts) => {
      const found = scanIn(text, mode, cuts, 'kernel');
      expect(found.error).toBeUndefined();
      expect(found).toEqual(referenceScan(Buffer.from(text, 'latin1').toString('latin1'), mode));
      expect(scanIn(text, mode, [text.length + 1])).toEqual(found);
    }),
    { numRuns: 500 },
  );
});
