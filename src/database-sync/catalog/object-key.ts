/** A row of PostgreSQL's catalogue: the catalogue's name and the row's oid, as `pg_class:16402`. */
export type ObjectKey = `${string}:${number}`;

export const keyOf = (catalogue: string, oid: number): ObjectKey => `${catalogue}:${oid}`;
