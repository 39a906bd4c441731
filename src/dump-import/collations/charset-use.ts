import type { CharsetName } from '../../formats/mysql-dump/session/charset-names.js';
import type { TableStatements } from '../../formats/mysql-dump/dump-index.js';

/** A place of a dump that names a character set or a collation which the server will be told. */
export interface CharsetUse {
  readonly kind: CharsetName['kind'];
  /** In lower case; a collation's whole name. */
  readonly name: string;
  /** Of a collation: the character set that it is used with. */
  readonly charset?: string;
  /** For people: `column "v" of table "t"`. */
  readonly place: string;
  readonly table?: string;
  readonly column?: string;
  /** Line of the dump, where it is known already. */
  readonly line?: number;
  /** Byte of the dump, where the line is not known. */
  readonly offset?: number;
  /** In a table's statement: where the name stands in the dump. */
  readonly named?: { readonly statements: TableStatements; readonly start: number; readonly end: number };
}
