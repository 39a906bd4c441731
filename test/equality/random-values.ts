/** The SQL of random values, kind by kind: a column of a random table takes its values from one of these. */
import fc from 'fast-check';

export const from = (...texts: readonly string[]): fc.Arbitrary<string> => fc.constantFrom(...texts);
const hex = (bytes: Uint8Array): string => (bytes.length === 0 ? "''" : `0x${Buffer.from(bytes).toString('hex')}`);
const ofUtf8 = (text: string): string => `_utf8mb4 ${hex(Buffer.from(text, 'utf8'))}`;

export const whole = fc.oneof(
  from(
    '0',
    '1',
    '-1',
    '127',
    '-128',
    '255',
    '32767',
    '65535',
    '16777215',
    '2147483647',
    '4294967295',
    '9223372036854775807',
    '-9223372036854775808',
    '18446744073709551615',
  ),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 64n - 1n }).map(String),
);
export const fraction = fc.oneof(
  from('-0', '-0.0', '0.5', '-0.005', '99999999999999999999.99', '1e-10', '0.1', '-12.34'),
  fc
    .tuple(fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }), fc.nat(999_999))
    .map(([one, other]) => `${one}.${other}`),
);
export const real = fc.oneof(
  from(
    '0e0',
    '-0e0',
    '5e-324',
    '-5e-324',
    '2.2250738585072011e-308',
    '1.7976931348623157e308',
    '-1.7976931348623157e308',
    '3.4028234663852886e38',
    '1.17549435e-38',
    '1e-45',
    '16777217',
    '123456.7',
    '1234567',
    '999999.5',
    '0.1',
    '1e15',
    '1e16',
    '-1e-15',
    '123456789012345678',
  ),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => (Object.is(value, -0) ? '-0e0' : String(value))),
  fc.float({ noNaN: true, noDefaultInfinity: true }).map((value) => String(value)),
  fc.integer({ min: -1_000_000, max: 1_000_000 }).map((value) => String(value / 100)),
);

/** Characters that a dump, a line of a file, or a character set of more than one byte could stumble over. */
const piece = fc.oneof(
  from(
    '\0',
    '\b',
    '\t',
    '\n',
    '\r',
    '\x1a',
    '\\',
    "'",
    '"',
    '`',
    '%',
    '_',
    '\\N',
    '\\n',
    'NULL',
    '/*!',
    '*/',
    '-- ',
    ';',
    '),(',
    '\r\n',
    ' ',
  ),
  from(
    'ä',
    'ß',
    '€',
    'ž',
    '表',
    'ソ',
    '能',
    '中',
    '文',
    '한',
    '♟',
    '😀',
    '\u2028',
    '\u00a0',
    'Ω',
    'я',
    '\ufeff',
    '誤',
    '～',
    '¥',
    '縗',
  ),
  fc.string({ unit: 'binary', maxLength: 4 }),
  fc.string({ unit: 'grapheme-ascii', maxLength: 12 }),
);
export const text = fc.array(piece, { maxLength: 8 }).map((pieces) => ofUtf8(pieces.join('')));
export const longText = fc.oneof(
  { weight: 6, arbitrary: text },
  {
    weight: 1,
    arbitrary: fc
      .tuple(piece, fc.integer({ min: 1, max: 9_000 }))
      .map(([one, times]) => `REPEAT(${ofUtf8(one)}, ${times})`),
  },
);

export const bytes = fc.oneof(
  fc.uint8Array({ maxLength: 24 }).map(hex),
  fc
    .array(
      from(
        '00',
        '08',
        '09',
        '0a',
        '0d',
        '1a',
        '20',
        '22',
        '27',
        '2c',
        '5c',
        '5c27',
        '5c4e',
        '5c30',
        '815c',
        'bf27',
        'ff',
        'f09f',
        '4e',
        '25',
        '5f',
      ),
      { minLength: 1, maxLength: 12 },
    )
    .map((parts) => `0x${parts.join('')}`),
);
export const longBytes = fc.oneof(
  { weight: 6, arbitrary: bytes },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.uint8Array({ minLength: 1, maxLength: 9 }), fc.integer({ min: 1, max: 9_000 }))
      .map(([one, times]) => `REPEAT(${hex(one)}, ${times})`),
  },
);

const pad = (value: number, width: number): string => String(value).padStart(width, '0');
export const date = fc.oneof(
  from("'0000-00-00'", "'2024-00-00'", "'2024-05-00'", "'2024-02-29'", "'1000-01-01'", "'9999-12-31'", "'0001-01-01'"),
  fc
    .tuple(fc.integer({ min: 1, max: 9999 }), fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 28 }))
    .map(([y, m, d]) => `'${pad(y, 4)}-${pad(m, 2)}-${pad(d, 2)}'`),
);
const clock = fc
  .tuple(fc.nat(23), fc.nat(59), fc.nat(59), fc.nat(999_999))
  .map(([h, m, s, f]) => `${pad(h, 2)}:${pad(m, 2)}:${pad(s, 2)}.${pad(f, 6)}`);
export const moment = fc.oneof(
  date,
  fc.tuple(date, clock).map(([day, time]) => `${day.slice(0, -1)} ${time}'`),
);
export const stamp = fc.oneof(
  from(
    "'0000-00-00 00:00:00'",
    "'1970-01-01 12:00:01'",
    "'2024-03-31 01:30:00'",
    "'2024-10-27 00:30:00.5'",
    "'2038-01-18 03:14:07.999999'",
  ),
  fc
    .integer({ min: 1, max: 2_147_000_000 })
    .chain((seconds) => fc.nat(999_999).map((f) => `FROM_UNIXTIME(${seconds}.${pad(f, 6)})`)),
);
export const span = fc.oneof(
  from("'-838:59:59'", "'838:59:59'", "'00:00:00'", "'-00:00:00.1'", "'-00:00:01'"),
  fc.tuple(fc.integer({ min: -838, max: 838 }), clock).map(([h, time]) => `'${h}${time.slice(2)}'`),
);

const coordinate = fc.oneof(
  fc.integer({ min: -100, max: 100 }).map(String),
  fc.double({ min: -1e6, max: 1e6, noNaN: true }).map((value) => value.toFixed(6)),
  from('0.1', '39', '92', '9.2', '1e-7'),
);
export const place = fc.tuple(coordinate, coordinate).map(([x, y]) => `ST_GeomFromText('POINT(${x} ${y})')`);
export const line = fc
  .array(fc.tuple(coordinate, coordinate), { minLength: 2, maxLength: 5 })
  .map((points) => `ST_GeomFromText('LINESTRING(${points.map((point) => point.join(' ')).join(',')})')`);

export const MEMBERS = "'a','B','it''s','ö','x y','\\\\','%','表','','NULL','0','1'";
export const json = fc.oneof(
  from(
    "'{}'",
    "'[]'",
    "'null'",
    '\'"x"\'',
    "'1.50'",
    "'1e100'",
    `'{"b": 1, "a": [1, 2.5, null, true], "ab": "\\\\"é\\\\""}'`,
    `'"\\\\u0000\\\\n\\\\\\\\"'`,
  ),
  fc.jsonValue({ maxDepth: 2, noUnicodeString: false }).map((value) => ofUtf8(JSON.stringify(value))),
);

const word = fc.integer({ min: 0, max: 0xffff }).map((value) => value.toString(16));
export const inet6 = fc.oneof(
  fc.array(fc.oneof(word, from('0', '0')), { minLength: 8, maxLength: 8 }).map((words) => `'${words.join(':')}'`),
  from("'::'", "'::1'", "'::ffff:192.0.2.128'", "'::127.0.0.1'", "'fe80::1:0:0:1'"),
);
