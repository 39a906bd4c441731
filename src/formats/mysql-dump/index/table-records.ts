import { CompleteTables } from './complete-tables.js';
import type { ByteRange, TableIndex } from '../dump-index.js';
import { UnreadableSql } from '../refuse-statement.js';
import { SequenceRecord } from './sequence-record.js';
import { TableRecord } from './table-record.js';

/** The tables and sequences of a dump by decoded name, in order, and the names of those left out. */
export class TableRecords {
  readonly complete: CompleteTables;
  private readonly include: (table: string) => boolean;
  private readonly records = new Map<string, TableRecord | SequenceRecord>();
  private readonly excluded = new Set<string>();

  constructor(include: (table: string) => boolean = () => true, complete = NOBODY_ASKS) {
    this.include = include;
    this.complete = complete;
  }

  get isEmpty(): boolean {
    return this.records.size === 0 && this.excluded.size === 0;
  }

  isExcluded(name: string): boolean {
    return this.excluded.has(name);
  }

  /** Whether this table is left out. */
  leavesOut(name: string): boolean {
    return this.excluded.has(name) || (!this.records.has(name) && !this.include(name));
  }

  /** Marks a table as left out. */
  exclude(name: string): void {
    this.excluded.add(name);
  }

  /**
   * Removes a table that the dump drops again, such as a view's stand-in, and returns the bytes that made it; undefined
   * if there is no such table. Throws `UnreadableSql` if it has rows.
   */
  drop(name: string): readonly ByteRange[] | undefined {
    if (this.excluded.delete(name)) return [];
    const found = this.records.get(name);
    if (found === undefined) return undefined;
    if (!(found instanceof TableRecord) || !found.isEmpty)
      throw new UnreadableSql('it drops a table whose rows the dump holds');
    this.records.delete(name);
    this.complete.drop(name);
    return found.ranges;
  }

  /** Throws `UnreadableSql` if a table of that name exists. */
  add(name: string, record: TableRecord | SequenceRecord): void {
    if (this.records.has(name)) throw new UnreadableSql('that table was created before');
    if (record instanceof TableRecord) this.complete.begin(name, record);
    else this.complete.stop();
    this.records.set(name, record);
  }

  /** Throws `UnreadableSql` if there is no such table. */
  table(name: string): TableRecord {
    const found = this.records.get(name);
    if (!(found instanceof TableRecord)) throw new UnreadableSql('its table was not created before');
    this.complete.change(name);
    return found;
  }

  /** Throws `UnreadableSql` if there is no such sequence. */
  sequence(name: string): SequenceRecord {
    const found = this.records.get(name);
    if (!(found instanceof SequenceRecord)) throw new UnreadableSql('its sequence was not created before');
    return found;
  }

  finish(): TableIndex[] {
    const names = new Set(this.records.keys());
    return [...this.records.values()].map((record) => record.finish(names));
  }
}

const NOBODY_ASKS = new CompleteTables(undefined, () => ({ sessions: [] }));
