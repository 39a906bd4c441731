import { describe, expect, it } from 'vitest';
import { PieceStream } from './piece-stream.js';

const piece = (text: string) => Buffer.from(text);

describe('a stream of pieces', () => {
  it('yields every piece in order, and its writer is never more than two ahead', async () => {
    const stream = new PieceStream();
    let written = 0;
    let read = 0;
    const writing = (async () => {
      for (let n = 0; n < 20; n++) {
        await stream.put(piece(String(n)));
        written = n + 1;
        expect(written - read).toBeLessThanOrEqual(2);
      }
      stream.end();
    })();
    const texts: string[] = [];
    for await (const bytes of stream) {
      texts.push(bytes.toString());
      read++;
      await new Promise(setImmediate);
    }
    await writing;
    expect(texts).toEqual(Array.from({ length: 20 }, (_, n) => String(n)));
  });

  it('gives a large piece in slices, between which whoever waits for an answer gets it', async () => {
    const large = Buffer.from(Array.from({ length: 700_000 }, (_, n) => n % 251));
    const stream = new PieceStream();
    void stream.put(large).then(() => stream.end());
    const slices: Buffer[] = [];
    const answered: number[] = [];
    for await (const slice of stream) {
      slices.push(slice);
      const at = slices.length;
      setImmediate(() => answered.push(at));
      expect(answered).toEqual(Array.from({ length: at - 1 }, (_, n) => n + 1));
    }
    expect(slices.length).toBe(3);
    expect(Buffer.concat(slices).equals(large)).toBe(true);
  });

  it('lets its writer continue when the reader has failed, or never began', async () => {
    const failed = new PieceStream();
    const reading = (async () => {
      for await (const bytes of failed) throw new Error(bytes.toString());
    })();
    await failed.put(piece('wrong'));
    await expect(reading).rejects.toThrow('wrong');
    for (let n = 0; n < 5; n++) await failed.put(piece('more'));

    const unread = new PieceStream();
    await unread.put(piece('1'));
    const stuck = unread.put(piece('2'));
    unread.abandon();
    await stuck;
  });
});
