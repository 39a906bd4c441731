import { isUtf8 } from 'node:buffer';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chooseEncoding } from './choose-encoding.js';
import { decodeText } from './decode-text.js';
import { EncodingProbe } from './probe-encoding.js';
import { Utf8Check } from './utf8-check.js';

const pieces = (bytes: Buffer, size: number): Buffer[] =>
  Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) =>
    bytes.subarray(index * size, (index + 1) * size),
  );

const probe = (bytes: Buffer, size = 1000) => {
  const found = new EncodingProbe();
  for (const piece of pieces(bytes, size)) found.push(piece);
  return found.end();
};

async function* stream(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
  yield* pieces(bytes, size);
}

const decode = async (bytes: Buffer, encoding: string, size = 3): Promise<string> => {
  const out: Buffer[] = [];
  for await (const piece of decodeText(stream(bytes, size), encoding)) out.push(Buffer.from(piece));
  return Buffer.concat(out).toString('utf8');
};

const latin = Buffer.from([0x4d, 0xfc, 0x6c, 0x6c, 0x65, 0x72, 0x20, 0x80, 0x0a]);

describe('the encoding of a file', () => {
  it.each<[string, Buffer, string | undefined, string]>([
    ['valid UTF-8', Buffer.from('Müller €'), 'latin1', 'utf-8'],
    ['a mark of UTF-8', Buffer.from('\ufeffMüller'), 'latin1', 'utf-8'],
    ['a mark of UTF-16', Buffer.from('\ufeffMüller', 'utf16le'), 'latin1', 'utf-16le'],
    ['a mark of UTF-16, the high byte first', Buffer.from('\ufeffMüller', 'utf16le').swap16(), undefined, 'utf-16be'],
    ['UTF-16 without a mark', Buffer.from('id,name\n1,Müller\n', 'utf16le'), undefined, 'utf-16le'],
    ['UTF-16 without a mark, the high byte first', Buffer.from('id,name\n', 'utf16le').swap16(), undefined, 'utf-16be'],
    ['the configuration where it is not UTF-8', latin, 'latin1', 'windows-1252'],
  ])('is known by %s', (_by, bytes, configured, encoding) => {
    expect(chooseEncoding(probe(bytes), configured)).toBe(encoding);
  });

  it.each([1, 2, 1000])('is not guessed: the first byte that is not UTF-8 is named, in pieces of %i bytes', (size) => {
    const bytes = Buffer.concat([Buffer.from('id,name\n1,'), latin]);
    expect(() => chooseEncoding(probe(bytes, size))).toThrow(
      /^Cannot read the file as UTF-8: byte 0xfc at offset 11 on line 2 is not valid; as windows-1252 it would read "id,name 1,Mü/,
    );
  });

  it.each([1, 2, 3, 1000])('is undone in pieces of %i bytes, without the mark', async (size) => {
    expect(await decode(Buffer.from('\ufeffMüller 😀'), 'utf-8', size)).toBe('Müller 😀');
    expect(await decode(Buffer.from('\ufeffMüller 😀', 'utf16le'), 'utf-16le', size)).toBe('Müller 😀');
    expect(await decode(latin, 'windows-1252', size)).toBe('Müller €\n');
    expect(await decode(Buffer.from([0x93, 0xfa, 0x96, 0x7b]), 'shift_jis', size)).toBe('日本');
  });

  it('is refused where a file does not keep to it', async () => {
    await expect(decode(latin, 'utf-8')).rejects.toThrow(/the byte at offset 1 is not valid/);
    await expect(decode(Buffer.from([0x81, 0x20]), 'shift_jis')).rejects.toMatchObject({
      code: 'TEXT_ENCODING_INVALID',
    });
  });

  it('is UTF-8 up to the same byte in any pieces', () => {
    const byte = fc.constantFrom(0x41, 0xc3, 0xbc, 0xe2, 0x82, 0xac, 0xf0, 0x9f, 0x98, 0x80, 0xed, 0xa0, 0xc0, 0xff);
    fc.assert(
      fc.property(fc.array(byte, { maxLength: 30 }), fc.integer({ min: 1, max: 5 }), (list, size) => {
        const bytes = Buffer.from(list);
        const check = new Utf8Check();
        for (const piece of pieces(bytes, size)) check.push(piece);
        check.end();
        expect(check.invalidAt === undefined).toBe(isUtf8(bytes));
        // Everything before the first invalid byte is valid, and invalid together with that byte and any that follow.
        const { invalidAt = bytes.length } = check;
        expect(isUtf8(bytes.subarray(0, invalidAt))).toBe(true);
        const longer = [1, 2, 3, 4].filter((more) => invalidAt + more <= bytes.length);
        expect(longer.some((more) => isUtf8(bytes.subarray(0, invalidAt + more)))).toBe(false);
      }),
      { numRuns: 2000 },
    );
  });
});
