import type { CatalogColumn } from '../../connectors/postgres/read-columns.js';
import { quoteName } from '../../connectors/postgres/quote-name.js';
import type { ExportColumn } from '../export-source.js';

export interface PostgresColumn extends ExportColumn {
  /** What values of filters are cast to: without limits, for a cast would cut or round them. */
  readonly filterType: string;
}

/** Types whose texts never begin a formula. */
const NOT_TEXT = new Set(
  'int2 int4 int8 float4 float8 numeric money oid bool date time timetz timestamp timestamptz interval uuid bytea bit varbit'.split(
    ' ',
  ),
);

/** What JSON readers take as they are. */
const PLAIN_JSON = new Set('int2 int4 float4 float8 bool date timestamp timestamptz text varchar bpchar'.split(' '));

/**
 * How a column is written so that an import reads the same value back: by the text that the type's own input reads,
 * booleans as words, times with a zone in UTC, as the session is.
 */
export const postgresColumn = (found: CatalogColumn, bigNumbers: 'string' | 'number'): PostgresColumn => {
  const value = `t.${quoteName(found.name)}`;
  return {
    name: found.name,
    column: quoteName(found.name),
    filterType: found.looseType,
    expression: { csv: csvOf(found, value), ndjson: ndjsonOf(found, value, bigNumbers) },
    isText: !NOT_TEXT.has(found.baseName),
  };
};

const csvOf = ({ baseName }: CatalogColumn, value: string): string => {
  // `true` for `t`.
  if (baseName === 'bool') return `${value}::boolean::text`;
  return value;
};

const ndjsonOf = ({ baseName, baseType }: CatalogColumn, value: string, bigNumbers: 'string' | 'number'): string => {
  if (PLAIN_JSON.has(baseName)) return value;
  if (baseName === 'int8') return bigNumbers === 'number' ? value : `${value}::text`;
  if (baseName === 'numeric') return bigNumbers === 'number' || isShort(baseType) ? value : `${value}::text`;
  if (baseName === 'bytea') return `'base64:' || translate(encode(${value}, 'base64'), E'\\n', '')`;
  // A text and null of JSON would be taken for the text and the NULL of a column.
  if (baseName === 'jsonb')
    return `case when jsonb_typeof(${value}) in ('string', 'null') then to_jsonb(${value}::text) else ${value} end`;
  return `${value}::text`;
};

/** `numeric(10,2)`: fifteen digits pass through a double and back. */
const isShort = (type: string): boolean => {
  const [, precision, scale = '0'] = /^numeric\((\d+)(?:,(-?\d+))?\)$/.exec(type) ?? [];
  return precision !== undefined && Number(precision) <= 15 && Number(scale) >= 0;
};
