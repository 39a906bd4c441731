import { classifyStatement } from '../statements/classify-statement.js';
import type { DumpSession } from '../dump-index.js';
import type { TableDefinition } from '../tables/parse-create-table.js';
import { UnreadableSql } from '../refuse-statement.js';
import type { LiteralContext } from '../rows/row-values.js';
import { readLiteral, skipBlanks, skipValue } from '../rows/row-values.js';
import { planRows } from '../rows/row-plan.js';
import type { PlannedValue } from '../rows/row-plan.js';
import type { DumpServer } from '../server-version.js';
import { decodeName } from '../session/session-charsets.js';
import { quotingModes } from '../sql-modes.js';
import { RowSums } from '../rows/sum-rows.js';

/** One value of a row, as the dump writes it. */
export interface WrittenValue {
  readonly column: string;
  /** As the CRC-32 of its field in the row's sum. */
  readonly sum: string;
  /** Its bytes; absent for NULL and for anything but a plain literal. */
  readonly bytes?: Buffer;
  readonly isNull: boolean;
}

export interface WrittenRow {
  /** Sum over the row's fields, as the server computes it. */
  readonly sum: string;
  /** Offset in the statement. */
  readonly at: number;
  readonly values: readonly WrittenValue[];
}

/** Accepts every schema name: the scan has already checked them. */
class EveryName extends Set<string> {
  override has(): boolean {
    return true;
  }
}
const READ_BEFORE = {
  own: new EveryName(),
  neighbours: new EveryName(),
  adopts: false,
  excludes: () => false,
  line: 0,
};

/**
 * Reads the rows of one table a second time, by column and value, to find where a sum that differs from the server's
 * comes from.
 */
export class RowDifferences {
  private readonly definition: TableDefinition;
  private readonly server: DumpServer;
  private readonly sums = new Map<string, RowSums>();

  /**
   * `create` is the table's CREATE statement. Throws `UnreadableSql` or DUMP_STATEMENT_REFUSED if it cannot be read
   * again.
   */
  constructor(create: Buffer, session: DumpSession, server: DumpServer) {
    const statement = classifyStatement(create, { ...quotingModes(session.sqlMode), server, ...READ_BEFORE });
    if (statement.kind !== 'create-table') throw new UnreadableSql('it creates no table');
    const decode = (name: string) => decodeName(name, session.characterSetClient);
    this.server = server;
    this.definition = {
      ...statement.definition,
      columns: statement.definition.columns.map((column) => ({ ...column, name: decode(column.name) })),
    };
  }

  /** The sum of each column over all rows added. */
  get columnSums(): ReadonlyMap<string, string> {
    return new Map([...this.sums].map(([column, { sum }]) => [column, sum]));
  }

  /** Adds the rows of one INSERT to the columns' sums. */
  add(body: Buffer, session: DumpSession): void {
    const { values, valuesAt } = this.plan(body, session);
    for (const [index, value] of values.entries()) {
      if (value.leftOut) continue;
      const sums = this.sums.get(value.column) ?? new RowSums();
      this.sums.set(value.column, sums);
      sums.add(
        body,
        valuesAt,
        values.map((other, at) => (at === index ? other : { ...other, leftOut: true })),
        contextOf(session),
      );
    }
  }

  /** Yields the rows of one INSERT. */
  *rows(body: Buffer, session: DumpSession): Generator<WrittenRow> {
    const { values, valuesAt } = this.plan(body, session);
    const context = contextOf(session);
    let at = skipBlanks(body, valuesAt);
    while (body[at] === OPEN) {
      const start = at;
      const written: (() => WrittenValue)[] = [];
      for (let index = 0; body[at] === OPEN || body[at] === COMMA; index++) {
        const from = skipBlanks(body, at + 1);
        at = skipValue(body, from, context);
        const value = values[index];
        if (value && !value.leftOut) written.push(writtenValue(body.subarray(from, at), value, context));
      }
      const row = body.subarray(start, ++at);
      yield {
        sum: sumOf(row, values, context),
        at: start,
        get values() {
          return written.map((one) => one());
        },
      };
      at = skipBlanks(body, at);
      if (body[at] !== COMMA) return;
      at = skipBlanks(body, at + 1);
    }
  }

  private plan(
    body: Buffer,
    session: DumpSession,
  ): { readonly values: readonly PlannedValue[]; readonly valuesAt: number } {
    const statement = classifyStatement(body, {
      ...quotingModes(session.sqlMode),
      server: this.server,
      ...READ_BEFORE,
    });
    if (statement.kind !== 'insert') throw new UnreadableSql('it holds no rows');
    const columns = statement.columns?.map((column) => decodeName(column, session.characterSetClient));
    return { values: planRows(this.definition, columns, this.server).values, valuesAt: statement.valuesAt };
  }
}

const OPEN = 40;
const COMMA = 44;

const contextOf = ({ sqlMode, names }: DumpSession): LiteralContext => ({
  ...quotingModes(sqlMode),
  zeroIsValue: /\bNO_AUTO_VALUE_ON_ZERO\b/i.test(sqlMode ?? ''),
  ...(names !== undefined && { names }),
});

const sumOf = (row: Buffer, values: readonly PlannedValue[], context: LiteralContext): string => {
  const sums = new RowSums('none');
  sums.add(row, 0, values, context);
  return sums.sum;
};

const writtenValue = (written: Buffer, value: PlannedValue, context: LiteralContext) => (): WrittenValue => {
  const literal = readLiteral(written, 0, context);
  const bytes =
    literal === undefined
      ? Buffer.from(written.toString('latin1').trim(), 'latin1')
      : literal.kind === 'bytes'
        ? literal.bytes
        : undefined;
  const sum = sumOf(Buffer.concat([Buffer.from('('), written, Buffer.from(')')]), [value], context);
  return { column: value.column, sum, ...(bytes && { bytes }), isNull: literal?.kind === 'null' };
};
