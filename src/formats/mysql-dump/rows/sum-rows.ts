import { crcValue } from './crc.js';
import { UnreadableSql } from '../refuse-statement.js';
import type { RowKernel } from './row-kernel.js';
import { MAX_KERNEL_BYTES, rowKernel } from './row-kernel.js';
import type { PlannedValue } from './row-plan.js';
import { ExecutableComment, readLiteral, skipBlanks, skipValue } from './row-values.js';
import type { LiteralContext } from './row-values.js';
import { isBlank } from '../scan/scan-bytes.js';
import { textProblem } from './text-problem.js';
import { RowCrc } from './row-crc.js';
import { readUpsertClause } from './upsert-clause.js';

/** A number holds this many 32-bit sums exactly. */
const FLUSH_EVERY = 1 << 20;

/**
 * Counts the rows of INSERT statements and sums them. A row's sum is the CRC-32 of its fields joined by tabs (NULL is
 * 00 4E), as the server computes it by `SUM(CRC32(CONCAT_WS('\t', …)))`. One instance sums one table.
 */
export class RowSums {
  rows = 0;
  /** The first reason why the sum is void; counting continues. */
  reason: string | undefined;
  /** Whether every stored value is a plain literal. */
  literal = true;
  /** Whether a statement updates an earlier row with the same key instead of adding one. */
  upserts = false;

  private total = 0n;
  private partial = 0;
  private unflushed = 0;

  /** Absent: JavaScript reads every row. */
  private readonly kernel: RowKernel | undefined;
  private bytes: Buffer = Buffer.alloc(0);
  private readonly crc = new RowCrc();
  private context: LiteralContext = { noBackslashEscapes: false, ansiQuotes: false };

  /** `kernel` reads the plain rows. The sums are the same without it. */
  constructor(kernel: RowKernel | 'none' = rowKernel()) {
    this.kernel = kernel === 'none' ? undefined : kernel;
  }

  /** The exact sum as a decimal string. */
  get sum(): string {
    return (this.total + BigInt(this.partial)).toString();
  }

  /**
   * Adds the rows of one INSERT, whose VALUES end at `valuesAt`, and returns their number.
   * Throws `ExecutableComment`, which leaves no trace. Throws `UnreadableSql` if more than rows follows, and for values
   * that reach beyond their row.
   */
  add(body: Buffer, valuesAt: number, values: readonly PlannedValue[], context: LiteralContext): number {
    const { rows, total, partial, unflushed, reason, literal } = this;
    try {
      return this.addStatement(body, valuesAt, values, context);
    } catch (error) {
      // The caller adds the statement again, as the server reads it.
      if (error instanceof ExecutableComment) Object.assign(this, { rows, total, partial, unflushed, reason, literal });
      throw error;
    }
  }

  private addStatement(
    body: Buffer,
    valuesAt: number,
    values: readonly PlannedValue[],
    context: LiteralContext,
  ): number {
    this.bytes = body;
    this.context = context;
    this.crc.open(body, context.noBackslashEscapes);
    const before = this.rows;
    const kernel = context.noBackslashEscapes || body.length > MAX_KERNEL_BYTES ? undefined : this.kernel;
    kernel?.holdForSum(body, values);
    let at = skipBlanks(body, valuesAt);
    for (;;) {
      if (kernel) {
        const plain = kernel.sumRows(at);
        this.rows += plain.rows;
        this.total += plain.sum;
        at = skipBlanks(body, plain.at);
        if (at >= body.length && plain.rows > 0) return this.rows - before;
      }
      if (body[at] !== 40) throw new UnreadableSql('its rows cannot be read');
      at = this.addRow(at + 1, values);
      this.rows++;
      at = skipBlanks(body, at);
      if (at >= body.length) return this.rows - before;
      if (body[at] !== 44) {
        readUpsertClause(body, at, context);
        this.upserts = true;
        return this.rows - before;
      }
      at = skipBlanks(body, at + 1);
    }
  }

  /** Voids the sum: the table is only counted from now on. */
  giveUp(reason: string): void {
    this.reason ??= reason;
  }

  /** Reads one row, from after its opening parenthesis to after its closing one. */
  private addRow(from: number, values: readonly PlannedValue[]): number {
    const { bytes } = this;
    let at = from;
    let index = 0;
    let first = true;
    this.crc.begin();
    if (values.length === 0) {
      at = skipBlanks(bytes, at);
      if (bytes[at] === 41) return this.endRow(at);
    }
    for (;;) {
      const value = values[index++];
      if (value === undefined) this.giveUp('a row has another number of values than columns');
      if (value === undefined || value.leftOut) at = this.passOver(at, value);
      else {
        if (first) first = false;
        else this.crc.separate();
        at = this.addValue(at, value);
      }
      const byte = bytes[at];
      if (byte === 44) at++;
      else if (byte === 41) {
        if (index !== values.length) this.giveUp('a row has another number of values than columns');
        return this.endRow(at);
      } else throw new UnreadableSql('its last row is not closed');
    }
  }

  private passOver(from: number, value: PlannedValue | undefined): number {
    const { bytes, context } = this;
    if (value?.generated !== true && this.literal) {
      const literal = readLiteral(bytes, skipBlanks(bytes, from), context);
      const end = literal && skipBlanks(bytes, literal.end);
      if (end === undefined || (bytes[end] !== 44 && bytes[end] !== 41)) this.literal = false;
    }
    return skipValue(bytes, from, context);
  }

  private endRow(at: number): number {
    this.partial += crcValue(this.crc.value);
    if (++this.unflushed === FLUSH_EVERY) {
      this.total += BigInt(this.partial);
      this.partial = this.unflushed = 0;
    }
    return at + 1;
  }

  /** Reads one value, up to the `,` or `)` after it. */
  private addValue(from: number, value: PlannedValue): number {
    const { bytes, crc } = this;
    const before = crc.value;
    let start = from;
    while (isBlank(bytes[start])) start++;
    const byte = bytes[start] as number;
    let end = -1;
    if (value.form !== 'bit') {
      if (byte === 39) end = value.form === 'crc' ? crc.addLongString(start) : crc.addString(start);
      else if (value.form === 'value' && (byte <= 57 || byte === 78)) end = crc.addPlain(start, byte);
    }
    if (end >= 0) {
      const behind = end;
      if (bytes[end] !== 44 && bytes[end] !== 41) end = skipBlanks(bytes, end);
      if (bytes[end] === 44 || bytes[end] === 41) {
        const problem = textProblem(bytes, start, behind, value, this.context);
        if (problem !== undefined) this.giveUp(problem);
        return end;
      }
    }
    crc.value = before;
    return this.addSlowly(start, value);
  }

  private addSlowly(start: number, value: PlannedValue): number {
    const { bytes, context } = this;
    const at = skipBlanks(bytes, start);
    // Only a comment preceded it.
    if (at > start) return this.addValue(at, value);
    const literal = readLiteral(bytes, at, context);
    if (literal) {
      const end = skipBlanks(bytes, literal.end);
      if ((bytes[end] === 44 || bytes[end] === 41) && this.crc.addLiteral(literal, value)) return end;
    }
    this.giveUp('a row holds a value that is not a plain literal of its column');
    return skipValue(bytes, at, context);
  }
}
