import type { CatalogColumn } from '../../../../connectors/mysql/read-columns.js';

/** Types whose wrong values LOAD DATA answers with an error for all lines, or that have no text of their own. */
const SHAPES = new Set(
  'geometry point linestring polygon multipoint multilinestring multipolygon geometrycollection geomcollection'.split(
    ' ',
  ),
);

/**
 * The type of the staged column: that of the table, so that the server itself says which values it would have to change
 * to take them, and compares them as the table does.
 */
export const stagedType = ({ dataType, type, charset, collation }: CatalogColumn): string => {
  if (dataType === 'json' || dataType === 'vector' || SHAPES.has(dataType)) return TEXT;
  // Of a text it would take the bytes.
  if (dataType === 'bit') return 'bigint unsigned';
  return charset === undefined || collation === undefined
    ? type
    : `${type} CHARACTER SET ${charset} COLLATE ${collation}`;
};

/** Any text. */
export const TEXT = 'longtext CHARACTER SET utf8mb4 COLLATE utf8mb4_bin';

/** The staged value as the table takes it. */
export const writtenValue = ({ dataType }: CatalogColumn, value: string, flavor: 'mysql' | 'mariadb'): string => {
  if (SHAPES.has(dataType)) return shapeOf(value, flavor);
  if (dataType === 'vector') return `${flavor === 'mysql' ? 'STRING_TO_VECTOR' : 'VEC_FromText'}(${value})`;
  return value;
};

/** `POINT(1 2)`, or with its system of coordinates `SRID=4326;POINT(1 2)`. */
const shapeOf = (value: string, flavor: 'mysql' | 'mariadb'): string => {
  const text = `SUBSTRING_INDEX(${value}, ';', -1)`;
  const system = `IF(${value} LIKE 'SRID=%;%', CAST(SUBSTRING_INDEX(SUBSTRING(${value}, 6), ';', 1) AS UNSIGNED), 0)`;
  return `ST_GeomFromText(${flavor === 'mysql' ? text : orFail(text)}, ${system})`;
};

/** MariaDB makes NULL of a text that is no shape, without a word; a number beyond all numbers is an error. */
const orFail = (value: string): string =>
  `CONCAT(${value}, IF(ST_GeomFromText(${value}) IS NULL, EXP(1000 + s.line), ''))`;

/**
 * What is staged, made of the line's text, where that differs: a time with its distance from UTC becomes UTC, and bytes
 * are read from their hexadecimal digits or base64.
 */
export const loadedValue = ({ dataType }: CatalogColumn, text: string): string | undefined => {
  if (/^(?:binary|varbinary|(?:tiny|medium|long)?blob)$/.test(dataType)) return bytesOf(text);
  if (dataType !== 'timestamp' && dataType !== 'datetime') return undefined;
  const hours = `SUBSTRING(${text}, -3, 1) IN ('+', '-')`;
  const sign = `SUBSTRING(${text}, -6, 1)`;
  const minutes = `CONCAT(${sign}, SUBSTRING(${text}, -5, 2) * 60 + RIGHT(${text}, 2))`;
  return `CASE WHEN RIGHT(${text}, 1) = 'Z' THEN LEFT(${text}, CHAR_LENGTH(${text}) - 1)
    WHEN ${hours} THEN DATE_SUB(LEFT(${text}, CHAR_LENGTH(${text}) - 3), INTERVAL RIGHT(${text}, 3) HOUR)
    WHEN ${sign} IN ('+', '-') THEN DATE_SUB(LEFT(${text}, CHAR_LENGTH(${text}) - 6), INTERVAL ${minutes} MINUTE) ELSE ${text} END`;
};

/** The marks are compared as bytes: `\x` and `base64:`. */
const bytesOf = (text: string): string =>
  `CASE WHEN LEFT(${text}, 2) = 0x5C78 THEN UNHEX(SUBSTRING(${text}, 3))
    WHEN LEFT(${text}, 7) = 0x6261736536343A THEN FROM_BASE64(SUBSTRING(${text}, 8)) ELSE CAST(${text} AS BINARY) END`;
