import { Utf8Check } from './utf8-check.js';
import { decode1252 } from './windows-1252.js';

/** What the bytes of a text file say about their encoding. */
export interface EncodingEvidence {
  /** The encoding that a byte order mark names. */
  readonly mark?: 'utf-8' | 'utf-16le' | 'utf-16be';
  /** Where every second byte of the beginning is NUL: UTF-16 without a mark. */
  readonly pairs?: 'utf-16le' | 'utf-16be';
  /** The first byte that is not valid UTF-8; absent where all are. */
  readonly invalid?: {
    readonly offset: number;
    /** Counted from 1, by LF. */
    readonly line: number;
    readonly byte: number;
    /** The bytes around it, read as windows-1252. */
    readonly as1252: string;
  };
}

const HEAD_BYTES = 4096;
const AROUND_BYTES = 12;
const LF = 10;

/**
 * Gathers evidence while a file passes by, in flat memory. It judges nothing by likelihood: a byte order mark, NULs in
 * every second byte and the validity of UTF-8 are facts, and what they leave open is for the configuration to say.
 */
export class EncodingProbe {
  private readonly check = new Utf8Check();
  private head: Buffer = Buffer.alloc(0);
  private last: Buffer = Buffer.alloc(0);
  private passed = 0;
  private lines = 1;
  private invalid: EncodingEvidence['invalid'];

  push(piece: Buffer): void {
    if (this.head.length < HEAD_BYTES) this.head = Buffer.concat([this.head, piece.subarray(0, HEAD_BYTES)]);
    if (this.invalid === undefined) {
      this.check.push(piece);
      this.notice(piece);
    }
  }

  /** The evidence of the whole file. */
  end(): EncodingEvidence {
    if (this.invalid === undefined) {
      this.check.end();
      this.notice(Buffer.alloc(0));
    }
    const mark = markOf(this.head);
    const pairs = mark === undefined ? pairsOf(this.head.subarray(0, HEAD_BYTES)) : undefined;
    return {
      ...(mark !== undefined && { mark }),
      ...(pairs !== undefined && { pairs }),
      ...(this.invalid !== undefined && { invalid: this.invalid }),
    };
  }

  private notice(piece: Buffer): void {
    const { invalidAt } = this.check;
    const limit = invalidAt === undefined ? piece.length : invalidAt - this.passed;
    for (let at = piece.indexOf(LF); at >= 0 && at < limit; at = piece.indexOf(LF, at + 1)) this.lines++;
    if (invalidAt !== undefined) {
      const bytes = Buffer.concat([this.last, piece]);
      const until = this.last.length + limit;
      const around = bytes.subarray(Math.max(0, until - AROUND_BYTES), until + AROUND_BYTES);
      const as1252 = decode1252(around).replaceAll(/\s+/g, ' ').trim();
      this.invalid = { offset: invalidAt, line: this.lines, byte: bytes[until] ?? 0, as1252 };
    }
    this.passed += piece.length;
    this.last = Buffer.concat([this.last, piece.subarray(-2 * AROUND_BYTES)]).subarray(-2 * AROUND_BYTES);
  }
}

const markOf = (head: Buffer): EncodingEvidence['mark'] => {
  if (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf) return 'utf-8';
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le';
  return head[0] === 0xfe && head[1] === 0xff ? 'utf-16be' : undefined;
};

const pairsOf = (head: Buffer): EncodingEvidence['pairs'] => {
  const pairs = head.length >> 1;
  if (pairs < 2) return undefined;
  const [even, odd] = [0, 1].map((offset) => {
    let count = 0;
    for (let at = offset; at < pairs * 2; at += 2) if (head[at] === 0) count++;
    return count;
  }) as [number, number];
  if (odd > pairs * 0.7 && even < pairs * 0.1) return 'utf-16le';
  return even > pairs * 0.7 && odd < pairs * 0.1 ? 'utf-16be' : undefined;
};
