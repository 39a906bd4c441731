/** Reads rows of PostgreSQL's catalogues, all of one moment, with every name written in full. */
export interface CatalogReader {
  /** Of the server: `15.18` is 150018. */
  readonly version: number;
  /**
   * `what` completes "Cannot read …" in an error. Booleans, 32-bit numbers and arrays of text are parsed, all else is
   * text.
   */
  readonly rows: <T>(what: string, sql: string) => Promise<T[]>;
}

/** What every object has that stands in a schema. */
export interface InSchema {
  readonly oid: number;
  readonly schema: string;
  readonly name: string;
}

/** Restricts `n` (pg_namespace) to the schemas of users. */
export const OF_USERS = `n.nspname !~ '^pg_' and n.nspname <> 'information_schema'`;

/** Leaves out what an extension made: it comes with the extension. */
export const notOfExtension = (catalogue: string, oid: string): string =>
  `not exists (select from pg_depend e where e.classid = '${catalogue}'::regclass and e.objid = ${oid} and e.deptype = 'e')`;

/** The oids below are the server's own objects. */
export const FIRST_OF_USERS = 16_384;

/** A type's name, where `expression` is not 0. */
export const typeName = (expression: string): string =>
  `case when ${expression} <> 0 then format_type(${expression}, null) end`;

/** A collation's name, where it is not the type's own. */
export const ownCollation = (collation: string, typeOid: string): string =>
  `case when ${collation} <> 0 and ${collation} <> (select b.typcollation from pg_type b where b.oid = ${typeOid})
     then ${collation}::regcollation::text end`;
