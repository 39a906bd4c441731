import type { ColumnRule } from '../../../../contracts/table-import/column-rule.js';
import type { TableColumn } from '../../table-facts.js';
import type { CatalogColumn } from '../../../../connectors/postgres/read-columns.js';

/** Describes a column for the reading: the rule that its values keep, and whether such a value is surely taken. */
export const tableColumn = (column: CatalogColumn): TableColumn => {
  const { name, sqlType, notNull, identity, isGenerated, defaultExpression } = column;
  const hasDefault = defaultExpression !== null || identity !== '';
  const known = column.isDomain ? undefined : ruleOf(column);
  const rule = known ?? { type: 'text' };
  const required = notNull && !hasDefault;
  return {
    name,
    sqlType,
    rule: { name, ...rule, ...(required && { required, ...(rule.type === 'text' && { mayBeEmpty: true }) }) },
    exact: known !== undefined,
    generated: isGenerated ? 'always' : identity !== '' ? 'by-default' : 'never',
    hasDefault,
  };
};

type Rule = Omit<ColumnRule, 'name'>;

/** Beyond all dates. */
const INFINITE = ['infinity', '-infinity'];

/** Digits that any `numeric` takes before and behind the point. */
const NUMERIC = { before: 131_072, behind: 16_383 };

/** Undefined for a type of which only the server knows what it takes. */
const ruleOf = ({ baseName, baseType, category, labels }: CatalogColumn): Rule | undefined => {
  const [first, second] = [...(/\d+/g[Symbol.match](baseType.replace(/^[^(]*/, '')) ?? [])].map(Number);
  if (category === 'E') return { type: 'text', enum: labels };
  switch (baseName) {
    case 'int2':
      return { type: 'integer', min: '-32768', max: '32767' };
    case 'int4':
      return { type: 'integer', min: '-2147483648', max: '2147483647' };
    case 'int8':
      return { type: 'integer' };
    case 'numeric':
      return numericRule(baseType, first, second);
    case 'bool':
      return { type: 'boolean' };
    case 'date':
      return { type: 'date', eras: true, words: INFINITE };
    case 'time':
      return { type: 'time', words: ['24:00:00'] };
    case 'timestamp':
      // The server would drop the offset without a word.
      return { type: 'timestamp', offset: 'none', eras: true, words: INFINITE };
    case 'timestamptz':
      return { type: 'timestamp', offset: 'allowed', eras: true, words: INFINITE };
    case 'uuid':
      return { type: 'uuid' };
    case 'text':
      return { type: 'text' };
    case 'varchar':
    case 'bpchar':
      return { type: 'text', ...(first !== undefined && { maxLength: first }) };
    default:
      return undefined;
  }
};

/** A scale below zero or above the precision has no rule of ours. */
const numericRule = (baseType: string, precision?: number, scale = 0): Rule | undefined => {
  if (precision === undefined) {
    const precisions = { precision: NUMERIC.before + NUMERIC.behind, scale: NUMERIC.behind };
    return { type: 'decimal', ...precisions, words: ['NaN', 'Infinity', '-Infinity'] };
  }
  return baseType.includes('-') || scale > precision
    ? undefined
    : { type: 'decimal', precision, scale, words: ['NaN'] };
};
