import type { LongNumber } from './long-numbers.js';
import { keepLongNumbers, restoreNumbers } from './long-numbers.js';

/** A value of JSON. */
export type JsonValue =
  | null
  | boolean
  | number
  | string
  | LongNumber
  | readonly JsonValue[]
  | { readonly [name: string]: JsonValue };

export type NdjsonFlaw = 'not-json' | 'not-an-object' | 'too-long' | 'too-deep' | 'lone-surrogate';

export interface NdjsonRecord {
  /** Counted from 1; blank lines do not count. */
  readonly number: number;
  /** Counted from 1. */
  readonly line: number;
  /** The line's bytes without its end; of one that is too long its first part. They stand until the next record. */
  readonly raw: Buffer;
  readonly value?: { readonly [name: string]: JsonValue };
  readonly flaw?: NdjsonFlaw;
}

const LF = 10;

/**
 * Reads newline-delimited JSON that comes in pieces of valid UTF-8: an object a line. What cannot be read is a record
 * with a flaw and never stops the ones behind it. Of a name that an object has twice the last value counts, as in
 * JSON.parse.
 */
export class NdjsonRecords {
  /** Records so far. */
  records = 0;

  private readonly maxRecordBytes: number;
  private line = 1;
  private rest: Buffer = Buffer.alloc(0);
  /** Whether the rest of a line that is too long is being skipped. */
  private passing = false;

  /** A line must be shorter than `maxRecordBytes`. */
  constructor(maxRecordBytes: number) {
    this.maxRecordBytes = maxRecordBytes;
  }

  /** The records that this piece completes. */
  *push(piece: Buffer, final: boolean): Generator<NdjsonRecord> {
    const bytes = this.rest.length === 0 ? piece : Buffer.concat([this.rest, piece]);
    let at = 0;
    while (at < bytes.length) {
      const found = bytes.indexOf(LF, at);
      const end = found < 0 ? bytes.length : found;
      const long = end - at >= this.maxRecordBytes;
      if (found < 0 && !final && !long && !this.passing) break;
      if (!this.passing) {
        const record = this.read(bytes.subarray(at, long ? at + this.maxRecordBytes : end), long);
        if (record !== undefined) yield record;
      }
      this.passing = found < 0 && !final;
      if (found >= 0) this.line++;
      at = end + 1;
    }
    this.rest = Buffer.from(bytes.subarray(Math.min(at, bytes.length)));
  }

  private read(raw: Buffer, long: boolean): NdjsonRecord | undefined {
    const { line } = this;
    if (long) return { number: ++this.records, line, raw, flaw: 'too-long' };
    const text = raw.toString('utf8').trim();
    if (text === '') return undefined;
    const number = ++this.records;
    try {
      const value = parse(text);
      if (typeof value !== 'object' || value === null || Array.isArray(value))
        return { number, line, raw, flaw: 'not-an-object' };
      if (hasLoneSurrogate(text, value)) return { number, line, raw, flaw: 'lone-surrogate' };
      return { number, line, raw, value: value as { readonly [name: string]: JsonValue } };
    } catch (error) {
      // Readers that call themselves run out of stack.
      return { number, line, raw, flaw: error instanceof RangeError ? 'too-deep' : 'not-json' };
    }
  }
}

const parse = (text: string): unknown => {
  const kept = keepLongNumbers(text);
  return kept === text ? JSON.parse(text) : restoreNumbers(JSON.parse(kept));
};

/** Only an escape can make half a surrogate pair: the bytes are valid UTF-8. */
const hasLoneSurrogate = (text: string, value: unknown): boolean => /\\ud[89a-f]/i.test(text) && !isWellFormed(value);

const LONE_SURROGATE = /\p{Surrogate}/u;

const isWellFormed = (value: unknown): boolean => {
  if (typeof value === 'string') return !LONE_SURROGATE.test(value);
  if (typeof value !== 'object' || value === null) return true;
  return Object.entries(value).every(([name, one]) => !LONE_SURROGATE.test(name) && isWellFormed(one));
};
