import { quoteName } from '../../connectors/mysql/quote-name.js';
import type { CatalogColumn } from '../../connectors/mysql/read-columns.js';
import type { ExportColumn } from '../export-source.js';
import type { ValueForm } from './value-form.js';

export interface MysqlColumn extends ExportColumn {
  readonly form: ValueForm;
}

const SHAPES = new Set(
  'geometry point linestring polygon multipoint multilinestring multipolygon geometrycollection geomcollection'.split(
    ' ',
  ),
);

const SHORT_INTEGERS = new Set(['tinyint', 'smallint', 'mediumint', 'int']);

/** How a column is read and written so that an import reads the same value back. */
export const mysqlColumn = (
  found: CatalogColumn,
  { bigNumbers, flavor }: { readonly bigNumbers: 'string' | 'number'; readonly flavor: 'mysql' | 'mariadb' },
): MysqlColumn => {
  const value = `t.${quoteName(found.name)}`;
  const expression = readOf(found, value, flavor);
  const form = formOf(found, flavor);
  return {
    name: found.name,
    column: quoteName(found.name),
    expression: { csv: expression, ndjson: expression },
    form: form === 'digits' && bigNumbers === 'number' ? 'number' : form,
    isText: form === 'text' || form === 'json',
  };
};

const readOf = ({ dataType }: CatalogColumn, value: string, flavor: 'mysql' | 'mariadb'): string => {
  if (dataType === 'bit') return `${value} + 0`;
  // A FLOAT is sent with six digits, which are too few.
  if (dataType === 'float') return `${value} + 0e0`;
  if (dataType === 'vector') return `${flavor === 'mysql' ? 'VECTOR_TO_STRING' : 'VEC_ToText'}(${value})`;
  if (SHAPES.has(dataType))
    return `CONCAT(IF(ST_SRID(${value}) = 0, '', CONCAT('SRID=', ST_SRID(${value}), ';')), ST_AsText(${value}))`;
  return value;
};

const formOf = ({ type, dataType, precision = 0 }: CatalogColumn, flavor: 'mysql' | 'mariadb'): ValueForm => {
  if (type.startsWith('tinyint(1)')) return 'boolean';
  if (SHORT_INTEGERS.has(dataType) || dataType === 'double' || dataType === 'year') return 'number';
  switch (dataType) {
    case 'bigint':
      return 'digits';
    case 'decimal':
      return precision > 15 ? 'digits' : 'number';
    case 'float':
      return 'float';
    case 'bit':
      return precision === 1 ? 'boolean' : precision > 49 ? 'digits' : 'number';
    case 'date':
    case 'time':
    case 'uuid':
      return 'plain';
    case 'datetime':
      return 'datetime';
    case 'timestamp':
      return 'instant';
    case 'binary':
    case 'varbinary':
    case 'tinyblob':
    case 'blob':
    case 'mediumblob':
    case 'longblob':
      return 'binary';
    case 'json':
      // MariaDB's is a text, which has to stay as it is spelled.
      return flavor === 'mysql' ? 'json' : 'text';
    default:
      return 'text';
  }
};
