import type { ColumnRule } from '../../../../contracts/table-import/column-rule.js';
import type { TableColumn } from '../../table-facts.js';
import type { CatalogColumn } from '../../../../connectors/mysql/read-columns.js';

/** Describes a column for the reading: the rule that its values keep, and whether such a value is surely taken. */
export const tableColumn = (column: CatalogColumn): TableColumn => {
  const { name, type, notNull, isGenerated, isAutoIncrement, defaultExpression } = column;
  const hasDefault = defaultExpression !== undefined || isAutoIncrement;
  const { rule, exact } = ruleOf(column);
  const required = notNull && !hasDefault && !isGenerated;
  return {
    name,
    sqlType: type,
    rule: { name, ...rule, ...(required && { required, ...(rule.type === 'text' && { mayBeEmpty: true }) }) },
    exact,
    generated: isGenerated ? 'always' : isAutoIncrement ? 'by-default' : 'never',
    hasDefault,
  };
};

interface TypeRule {
  readonly rule: Omit<ColumnRule, 'name'>;
  readonly exact: boolean;
}

const exactly = (rule: TypeRule['rule']): TypeRule => ({ rule, exact: true });
const atMost = (rule: TypeRule['rule']): TypeRule => ({ rule, exact: false });

const INTEGER_BITS: Readonly<Record<string, number>> = { tinyint: 8, smallint: 16, mediumint: 24, int: 32, bigint: 64 };
const MOST_FLOAT = '3.4028234663852886e38';

const ruleOf = (column: CatalogColumn): TypeRule => {
  const { type, dataType, maxLength, precision = 1, scale = 0 } = column;
  const unsigned = /\bunsigned\b/.test(type);
  const positive = unsigned && { min: '0' };
  const bits = INTEGER_BITS[dataType];
  if (type.startsWith('tinyint(1)')) return exactly({ type: 'boolean' });
  if (bits !== undefined) return exactly(integerRule(bits, unsigned));
  switch (dataType) {
    case 'decimal':
      return exactly({ type: 'decimal', precision, scale, ...positive });
    case 'double':
      return { rule: { type: 'number', ...positive }, exact: !type.includes('(') };
    case 'float':
      return {
        rule: { type: 'number', min: unsigned ? '0' : `-${MOST_FLOAT}`, max: MOST_FLOAT },
        exact: !type.includes('('),
      };
    case 'bit':
      return exactly(
        precision === 1 ? { type: 'boolean' } : { type: 'integer', min: '0', max: `${2n ** BigInt(precision) - 1n}` },
      );
    case 'date':
      return exactly({ type: 'date' });
    case 'time':
      return exactly({ type: 'time', span: true });
    case 'datetime':
    case 'timestamp':
      // What has a distance from UTC is stored as UTC. The years of TIMESTAMP are few.
      return atMost({ type: 'timestamp', offset: 'allowed' });
    case 'year':
      return exactly({ type: 'integer', min: '1901', max: '2155', words: ['0000'] });
    case 'enum':
      return exactly({ type: 'text', enum: labelsOf(type) });
    case 'set':
      return exactly({ type: 'text', pattern: membersPattern(labelsOf(type)) });
    case 'json':
      return atMost({ type: 'json' });
    case 'uuid':
      return exactly({ type: 'uuid' });
    default:
      return textRule(column, maxLength);
  }
};

const integerRule = (bits: number, unsigned: boolean): TypeRule['rule'] => {
  const half = 2n ** BigInt(bits - 1);
  return {
    type: 'integer',
    min: unsigned ? '0' : `${-half}`,
    max: unsigned ? `${2n * half - 1n}` : `${half - 1n}`,
  };
};

/** Lengths of CHAR and VARCHAR are in characters, which any character set but utf8mb4 may lack; of others in bytes. */
const textRule = ({ dataType, charset, isCheckedJson }: CatalogColumn, maxLength?: number): TypeRule => {
  if (isCheckedJson) return atMost({ type: 'json' });
  if (/^(?:binary|varbinary|(?:tiny|medium|long)?blob)$/.test(dataType)) return atMost({ type: 'text', binary: true });
  if (dataType === 'longtext') return { rule: { type: 'text' }, exact: charset === 'utf8mb4' };
  const rule = { type: 'text', ...(maxLength !== undefined && maxLength > 0 && { maxLength }) } as const;
  return { rule, exact: (dataType === 'char' || dataType === 'varchar') && charset === 'utf8mb4' };
};

/** Of `enum('a','b''c')`. */
const labelsOf = (type: string): string[] =>
  [...type.matchAll(/'((?:[^']|'')*)'/g)].map(([, label = '']) => label.replaceAll("''", "'"));

/** A number would be taken for the bits of a set. */
const membersPattern = (members: readonly string[]): string => {
  const one = `(?:${members.map((member) => member.replaceAll(/[\\^$.|?*+()[\]{}]/g, '\\$&')).join('|')})`;
  return `^(?:${one}(?:,${one})*)?$`;
};
