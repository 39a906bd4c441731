export type ObjectKind = 'view' | 'trigger' | 'procedure' | 'function' | 'event' | 'package' | 'package body';

/** Session settings that affect the meaning of a definition. */
export interface ObjectSession {
  readonly sqlMode?: string;
  readonly characterSetClient?: string;
  readonly collationConnection?: string;
  readonly timeZone?: string;
}

/**
 * A view, trigger, routine or event: its CREATE statement without a definer.
 * `sql` holds the statement's bytes, one character per byte (latin1), because a definition may be in any character set.
 */
export interface StoredObject {
  readonly kind: ObjectKind;
  readonly name: string;
  /** For a trigger: its table. */
  readonly table?: string;
  readonly sql: string;
  readonly session: ObjectSession;
  /** The definer that the dump named, for the report. */
  readonly definer?: string;
  /** Line of the dump where its CREATE begins, counted from 1. */
  readonly line?: number;
}
