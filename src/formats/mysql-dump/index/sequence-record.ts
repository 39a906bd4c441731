import { CRC_START, crcBytes, crcValue } from '../rows/crc.js';
import type { SequenceDefinition } from '../statements/sequence-definition.js';
import type { TableIndex, TableStatements } from '../dump-index.js';
import type { StatementSegment } from './statement-ranges.js';

/** The columns of a sequence's single row. */
const COLUMNS =
  'next_not_cached_value minimum_value maximum_value start_value increment cache_size cycle_option cycle_count'.split(
    ' ',
  );

/** Gathers what a dump says of a sequence, which is a table of one row made by two statements. */
export class SequenceRecord {
  private readonly definition: SequenceDefinition;
  private readonly line: number;
  private readonly statements: TableStatements[] = [];
  private next: string;

  /** `definition.name` is already decoded. */
  constructor(definition: SequenceDefinition, line: number) {
    this.definition = definition;
    this.line = line;
    this.next = definition.start;
  }

  addStatement(kind: 'create' | 'alter', { start, end, delimiter }: StatementSegment, session: number): void {
    this.statements.push({ kind, start, end, statements: 1, rows: 0, session, delimiter });
  }

  /** The server ignores a value behind its next one, so a sequence that cycled starts where it first began. */
  set(next: string): void {
    const ahead = BigInt(next) - BigInt(this.next);
    if (BigInt(this.definition.increment) < 0n ? ahead < 0n : ahead > 0n) this.next = next;
  }

  finish(): TableIndex {
    const { name, engine, start, minimum, maximum, increment, cache, cycles } = this.definition;
    const row = Buffer.from([this.next, minimum, maximum, start, increment, cache, cycles ? '1' : '0', '0'].join('\t'));
    return {
      name,
      ...(engine !== undefined && { engine }),
      partitioned: false,
      line: this.line,
      statements: this.statements,
      rows: 1,
      dataBytes: 0,
      longestStatement: Math.max(...this.statements.map(({ start: from, end }) => end - from)),
      content: { kind: 'proved', sum: String(crcValue(crcBytes(CRC_START, row, 0, row.length))) },
      summed: COLUMNS.map((column) => ({ name: column, form: 'value' })),
      leftOut: [],
      lines: { kind: 'impossible', reason: 'it is a sequence' },
      references: [],
    };
  }
}
