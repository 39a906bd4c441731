import { describe, expect, it } from 'vitest';
import { NdjsonRecords } from './ndjson-records.js';

const read = (text: string, { piece = 1000, maxRecordBytes = 1 << 20 } = {}) => {
  const reader = new NdjsonRecords(maxRecordBytes);
  const bytes = Buffer.from(text);
  const found = [];
  for (let at = 0; at < bytes.length; at += piece) {
    for (const { raw, ...record } of reader.push(bytes.subarray(at, at + piece), at + piece >= bytes.length)) {
      found.push({ ...record, raw: raw.toString() });
    }
  }
  return found;
};

describe('the records of NDJSON', () => {
  const document = '{"a":1}\r\n\n{"a":"ä\\n"}\n[1]\n{"a":\n{"b":{"c":[true,null]}}';

  it('are the objects of its lines; what is none is a record with a flaw', () => {
    expect(read(document)).toEqual([
      { number: 1, line: 1, raw: '{"a":1}\r', value: { a: 1 } },
      { number: 2, line: 3, raw: '{"a":"ä\\n"}', value: { a: 'ä\n' } },
      { number: 3, line: 4, raw: '[1]', flaw: 'not-an-object' },
      { number: 4, line: 5, raw: '{"a":', flaw: 'not-json' },
      { number: 5, line: 6, raw: '{"b":{"c":[true,null]}}', value: { b: { c: [true, null] } } },
    ]);
  });

  it.each([1, 2, 3, 7, 16])('are the same in pieces of %i bytes', (piece) => {
    expect(read(document, { piece })).toEqual(read(document));
  });

  it('keep numbers that JavaScript would round as they are written', () => {
    const [record] = read(
      '{"a":12345678901234567890,"b":-0.12345678901234567,"c":1e400,"d":[1.5],"e":"12345678901234567890","f":0.1}',
    );
    expect(record?.value).toEqual({
      a: { digits: '12345678901234567890' },
      b: { digits: '-0.12345678901234567' },
      c: { digits: '1e400' },
      d: [1.5],
      e: '12345678901234567890',
      f: 0.1,
    });
  });

  it.each(['{"a":01234567890123456789}', '{"a":1234567890123456.}', '{"a":12345678901234567-8}'])(
    'refuse %s, which no JSON reader accepts',
    (text) => expect(read(text)[0]?.flaw).toBe('not-json'),
  );

  it('name half a surrogate pair, which no database stores', () => {
    expect(read('{"a":"\\ud800"}\n{"a":"\\ud83d\\ude00"}').map(({ flaw }) => flaw)).toEqual([
      'lone-surrogate',
      undefined,
    ]);
  });

  it.each([1, 5, 1000])('go on behind a line that is too long, in pieces of %i bytes', (piece) => {
    const found = read(`{"a":"${'x'.repeat(40)}"}\n{"a":2}\n`, { piece, maxRecordBytes: 16 });
    expect(found).toEqual([
      { number: 1, line: 1, raw: '{"a":"xxxxxxxxxx', flaw: 'too-long' },
      { number: 2, line: 2, raw: '{"a":2}', value: { a: 2 } },
    ]);
  });

  it('keep a name that means something to JavaScript', () => {
    expect(Object.keys(read('{"__proto__":12345678901234567890}')[0]?.value ?? {})).toEqual(['__proto__']);
  });
});
