import pg from 'pg';

/** Numbers of PostgreSQL's types. */
const BOOL = 16;
const INT8 = 20;
const INT2 = 21;
const INT4 = 23;
const OID = 26;
const FLOAT4 = 700;
const FLOAT8 = 701;
const NAME_ARRAY = 1003;
const TEXT_ARRAY = 1009;

type Parse = (text: string) => unknown;
const ofDriver = (oid: number): Parse => pg.types.getTypeParser(oid, 'text') as Parse;

/** Numbers beyond 2^53 stay text. */
const wholeNumber: Parse = (text) => (Number.isSafeInteger(Number(text)) ? Number(text) : text);

const PARSERS: ReadonlyMap<number, Parse> = new Map([
  ...[BOOL, INT2, INT4, OID, FLOAT4, FLOAT8, TEXT_ARRAY].map((oid) => [oid, ofDriver(oid)] as const),
  [NAME_ARRAY, ofDriver(TEXT_ARRAY)],
  [INT8, wholeNumber],
]);

/**
 * What a query returns: booleans, numbers, arrays of `text` and of `name`; every other type as the text that the server
 * writes, so that nothing is rounded and no time zone is applied.
 */
export const rowValues = {
  getTypeParser: (oid: number): Parse => PARSERS.get(oid) ?? String,
};
