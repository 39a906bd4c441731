import type { TableTarget } from '../../src/table-import/target/table-target.js';

/** A database server for the tests that every target has to pass, asked by its vendor's client. */
export interface ContractServer {
  readonly target: TableTarget;
  /** PostgreSQL's schema, MySQL's database, that the tables are in. */
  readonly schema: string;
  /** What makes a character of its number, up to the bracket: `CHR(`, `CHAR(`. */
  readonly char: string;
  literal(text: string): string;
  /** Rows as lines, columns by tabs. */
  sql(statement: string): Promise<string>;
  /** Creates the tables of `ContractTable` that the engine has. */
  readonly tables: Readonly<Record<ContractTable, string | undefined>>;
  stop(): Promise<void>;
}

/**
 * The tables, each by the DDL of its engine; undefined where the engine cannot have it.
 *
 * - `person`: id INTEGER primary key, name VARCHAR(40), amount NUMERIC(10,2), born DATE, note TEXT
 * - `split`: the same, partitioned by the id
 * - `account`: id INTEGER primary key, email VARCHAR(80) NOT NULL unique, name VARCHAR(40) NOT NULL
 * - `coded`: code VARCHAR(20) unique and nullable, name VARCHAR(40)
 * - `twin`: word VARCHAR(20) primary key that takes `a` and `A` for one, name VARCHAR(40)
 * - `checked`: id INTEGER primary key, age INTEGER with CHECK (age >= 0) named `checked_age`
 * - `article`: id INTEGER primary key, account_id INTEGER that references account, title VARCHAR(40)
 * - `node`: id INTEGER primary key, parent INTEGER that references node
 * - `made`: id that the server numbers, first VARCHAR(20), last VARCHAR(20), full_name generated from both
 * - `swallowing`: as person, with a trigger that keeps rows out whose name is `ghost`
 * - `deferred`: id INTEGER with a deferrable primary key, name VARCHAR(40)
 */
export type ContractTable =
  | 'person'
  | 'split'
  | 'account'
  | 'coded'
  | 'twin'
  | 'checked'
  | 'article'
  | 'node'
  | 'made'
  | 'swallowing'
  | 'deferred';
