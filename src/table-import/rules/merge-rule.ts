import { StevedoreError } from '../../contracts/errors.js';
import type { ColumnRule, ColumnType } from '../../contracts/table-import/column-rule.js';
import { compareDecimals } from './compare-decimals.js';

/** Types whose values the other's columns hold, beside their own. */
const FITS: Readonly<Partial<Record<ColumnType, readonly ColumnType[]>>> = {
  decimal: ['integer'],
  number: ['integer', 'decimal'],
};

/**
 * One rule that keeps what the table's column needs and what is declared for it. Throws TABLE_UNSUITABLE where no value
 * could keep both.
 */
export const mergeRule = (column: ColumnRule, declared: ColumnRule | undefined): ColumnRule => {
  if (declared === undefined) return column;
  const type = typeOf(column, declared);
  const required = column.required === true || declared.required === true;
  const maxLength = least([column.maxLength, declared.maxLength]);
  const own = type === column.type ? column : { ...column, ...limitsAsInteger(column, type) };
  const [min, max] = [higher(own.min, declared.min), lower(own.max, declared.max)];
  const precision = least([column.precision, declared.precision]);
  const scale = least([column.scale, declared.scale]);
  const offset = declared.offset ?? column.offset;
  return {
    name: column.name,
    type,
    required,
    ...(column.mayBeEmpty === true && declared.required !== true && { mayBeEmpty: true }),
    ...(maxLength !== undefined && { maxLength }),
    ...(column.words !== undefined && !isLimited(declared) && { words: column.words }),
    ...(column.binary === true && { binary: true }),
    ...(column.eras === true && { eras: true }),
    ...(column.span === true && { span: true }),
    ...(min !== undefined && { min }),
    ...(max !== undefined && { max }),
    ...(type === 'decimal' && precision !== undefined && { precision }),
    ...(type === 'decimal' && scale !== undefined && { scale }),
    ...(offset !== undefined && { offset: column.offset === 'none' ? 'none' : offset }),
    ...((declared.enum ?? column.enum) !== undefined && { enum: bothEnums(column.enum, declared.enum) }),
    ...((declared.pattern ?? column.pattern) !== undefined && { pattern: declared.pattern ?? column.pattern }),
  };
};

/** What is declared is not kept by words such as `infinity`. */
const isLimited = ({ min, max, pattern, enum: values }: ColumnRule): boolean =>
  min !== undefined || max !== undefined || pattern !== undefined || values !== undefined;

const typeOf = (column: ColumnRule, declared: ColumnRule): ColumnType => {
  if (declared.type === 'text' || declared.type === column.type) return column.type;
  if (column.type === 'text' || FITS[column.type]?.includes(declared.type) === true) return declared.type;
  throw new StevedoreError(
    'TABLE_UNSUITABLE',
    `Cannot import into column "${column.name}": it is declared as ${declared.type}, and the table's column holds ${column.type}; mend the resource`,
  );
};

/** What the digits of a decimal allow an integer to be. */
const limitsAsInteger = ({ type, precision, scale = 0 }: ColumnRule, as: ColumnType): Partial<ColumnRule> => {
  if (type !== 'decimal' || as !== 'integer' || precision === undefined) return {};
  const most = '9'.repeat(Math.max(1, precision - scale));
  return { min: `-${most}`, max: most };
};

const least = (values: readonly (number | undefined)[]): number | undefined => {
  const given = values.filter((value) => value !== undefined);
  return given.length === 0 ? undefined : Math.min(...given);
};

const higher = (one: string | undefined, two: string | undefined): string | undefined => {
  if (one === undefined || two === undefined) return one ?? two;
  return compareDecimals(one, two) >= 0 ? one : two;
};

const lower = (one: string | undefined, two: string | undefined): string | undefined => {
  if (one === undefined || two === undefined) return one ?? two;
  return compareDecimals(one, two) <= 0 ? one : two;
};

const bothEnums = (one: readonly string[] | undefined, two: readonly string[] | undefined): readonly string[] =>
  one === undefined || two === undefined ? (one ?? two ?? []) : one.filter((value) => two.includes(value));
