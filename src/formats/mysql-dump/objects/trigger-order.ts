import type { StoredObject } from '../../../contracts/dump-import/stored-object.js';
import type { FiringTriggers, ObjectStep, TriggerBeforeRows } from '../dump-index.js';
import type { ObjectDefinition } from './object-definition.js';
import { decodeName } from '../session/session-charsets.js';

/** What an object's definition names, in lower case: tables, routines, schemas, columns, and all its other words. */
type Mentions = ReadonlySet<string>;

interface Found extends Omit<TriggerBeforeRows, 'rows'> {
  rows: number;
  readonly before: boolean;
  readonly names: Mentions;
}

/** The facts about a table that decide whether triggers reach it. */
interface KnownTable {
  readonly name: string;
  readonly references: readonly string[];
}

/**
 * Tracks which triggers exist while rows are inserted into their tables. The vendor's client fires them; loading only
 * the rows does not.
 *
 * 1. A trigger counts for the rows between its CREATE and its DROP, and only if it fires on INSERT: a dump's other
 *    statements change no row.
 * 2. A trigger may reach every table that it names, or that anything it may call names: rather too many than too few.
 */
export class TriggerOrder {
  private readonly steps: ObjectStep[] = [];
  /** Every object that ever existed, dropped ones included. */
  private readonly mentions: { readonly object: StoredObject; readonly names: Mentions }[] = [];
  /** The existing INSERT triggers, by table in lower case. */
  private readonly standing = new Map<
    string,
    { readonly object: StoredObject; readonly before: boolean; readonly names: Mentions }[]
  >();
  private readonly found = new Map<StoredObject, Found>();
  /** Foreign keys may pass a change on. */
  private checksForeignKeys = false;

  /** Notes an object created at this byte of the dump. */
  created(object: StoredObject, definition: ObjectDefinition, offset: number): void {
    const names = new Set((definition.mentions ?? []).map((name) => nameIn(name, object.session.characterSetClient)));
    this.steps.push({ offset, create: object });
    this.mentions.push({ object, names });
    const { fires } = definition;
    if (object.kind !== 'trigger' || object.table === undefined || fires?.events.includes('insert') !== true) return;
    const key = object.table.toLowerCase();
    this.standing.set(key, [...(this.standing.get(key) ?? []), { object, before: fires.before, names }]);
  }

  dropped(kind: StoredObject['kind'], name: string, offset: number): void {
    this.steps.push({ offset, drop: { kind, name } });
    if (kind !== 'trigger') return;
    for (const [table, triggers] of this.standing) {
      const left = triggers.filter(({ object }) => object.name !== name);
      if (left.length === 0) this.standing.delete(table);
      else this.standing.set(table, left);
    }
  }

  /** Notes rows inserted by a statement on this line. */
  rows(table: string, rows: number, line: number, foreignKeyChecks: boolean): void {
    if (this.standing.size === 0) return;
    for (const { object, before, names } of this.standing.get(table.toLowerCase()) ?? []) {
      this.checksForeignKeys ||= foreignKeyChecks;
      const known = this.found.get(object);
      if (known) known.rows += rows;
      else
        this.found.set(object, {
          trigger: object.name,
          table,
          line: object.line ?? 0,
          rowsLine: line,
          rows,
          before,
          names,
        });
    }
  }

  /** Returns the result; undefined if no trigger was created before rows of its table. */
  finish(tables: readonly KnownTable[]): FiringTriggers | undefined {
    if (this.found.size === 0) return undefined;
    const found = [...this.found.values()];
    const names = this.reached(found.map((one) => one.names));
    const made = this.withCascades(
      tables.filter(({ name }) => names.has(name.toLowerCase())),
      tables,
    );
    const changed = new Set(found.filter(({ before }) => before).map(({ table }) => table));
    return {
      triggers: found.map(({ trigger, table, line, rowsLine, rows }) => ({ trigger, table, line, rowsLine, rows })),
      made: [...made],
      changed: [...changed].filter((table) => !made.has(table)),
      mentions: [...names],
      steps: this.steps,
    };
  }

  /** All names that the triggers mention, and transitively those that the named objects mention. */
  private reached(first: readonly Mentions[]): Set<string> {
    const names = new Set(first.flatMap((one) => [...one]));
    const left = new Set(this.mentions);
    for (let size = -1; size !== names.size; ) {
      size = names.size;
      for (const one of left) {
        const { object } = one;
        if (
          !names.has(object.name.toLowerCase()) &&
          !(object.kind === 'trigger' && names.has(object.table?.toLowerCase() ?? ''))
        )
          continue;
        left.delete(one);
        for (const name of one.names) names.add(name);
      }
    }
    return names;
  }

  private withCascades(first: readonly KnownTable[], tables: readonly KnownTable[]): Set<string> {
    const made = new Set(first.map(({ name }) => name));
    if (!this.checksForeignKeys) return made;
    for (let size = -1; size !== made.size; ) {
      size = made.size;
      for (const { name, references } of tables) if (references.some((other) => made.has(other))) made.add(name);
    }
    return made;
  }
}

/** A word that is invalid in its character set names nothing. */
const nameIn = (name: string, charset: string | undefined): string => {
  try {
    return decodeName(name, charset).toLowerCase();
  } catch {
    return name.toLowerCase();
  }
};
