import type { ColumnRule } from '../../contracts/table-import/column-rule.js';
import type { Reference } from '../../contracts/table-import/resource.js';

/** A column of a table as the server describes it. */
export interface TableColumn {
  readonly name: string;
  /** As the server writes it: `numeric(10,2)`, `varchar(20)`. */
  readonly sqlType: string;
  /**
   * What values must be so that the server takes every one of them. Of a type that only the server knows, such as
   * `inet`, the rule is that of text, and `exact` is false.
   */
  readonly rule: ColumnRule;
  /** Whether a value that keeps the rule is surely taken. */
  readonly exact: boolean;
  /** `always`: the server makes it, a file cannot give it. */
  readonly generated: 'always' | 'by-default' | 'never';
  readonly hasDefault: boolean;
  /** In the lines and in the staging only, as text: `relations` need it. @default false */
  readonly isBeside?: boolean;
}

/** A set of columns of which no two rows have the same values. */
export interface UniqueKey {
  readonly name: string;
  readonly columns: readonly string[];
  /** Whether NULL counts as a value of its own. @default false */
  readonly nullsAreEqual?: boolean;
}

/** A table as it is. */
export interface TableFacts {
  readonly columns: readonly TableColumn[];
  /** Empty where it has none. */
  readonly primaryKey: readonly string[];
  /** Beside the primary key; those over expressions or a part of the rows are left to the server. */
  readonly uniques: readonly UniqueKey[];
  readonly references: readonly Reference[];
  /** Why records cannot be put into it at all, as the end of "Cannot import into …: "; a view, a deferrable key. */
  readonly unsuitable?: string;
}
