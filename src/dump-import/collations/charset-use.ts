import type { CharsetName } from '../../formats/mysql-dump/session/charset-names.js';
import type { TableStatements } from '../../formats/mysql-dump/dump-index.js';

/** A place in a dump that names a character set or collation which will be sent to the server. */
export interface CharsetUse {
  readonly kind: CharsetName['kind'];
  /** In lower case; a collation's full name. */
  readonly name: string;
  /** For a collation: its character set. */
  readonly charset?: string;
  /** For display: `column "v" of table "t"`. */
  readonly place: string;
  readonly table?: string;
  readonly column?: string;
  /** Line of the dump, if already known. */
  readonly line?: number;
  /** Byte of the dump, if the line is not known. */
  readonly offset?: number;
  /** In a table's statement: where in the dump the name is. */
  readonly named?: { readonly statements: TableStatements; readonly start: number; readonly end: number };
}
