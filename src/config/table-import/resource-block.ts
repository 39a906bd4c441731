import { z } from 'zod';
import type { ColumnType } from '../../contracts/table-import/column-rule.js';
import { filledText, flag } from '../fields/fields.js';
import { relationsBlock } from './relations-block.js';
import { names, writingKeys } from './table-keys.js';

const COLUMN_TYPES = [
  'text',
  'integer',
  'decimal',
  'number',
  'boolean',
  'date',
  'time',
  'timestamp',
  'uuid',
  'email',
  'slug',
  'json',
] as const satisfies readonly ColumnType[];

const limit = () =>
  z.union([z.number(), z.string().regex(/^[+-]?\d+(\.\d+)?$/)], { error: 'must be a number' }).transform(String);

const scalar = () =>
  z
    .union([z.string(), z.number(), z.boolean()], { error: 'must be a text, a number, true or false' })
    .transform(String);

const column = z.strictObject({
  type: z
    .enum(COLUMN_TYPES, { error: `must be one of ${COLUMN_TYPES.join(', ')}` })
    .default('text')
    .describe('What its values are.'),
  required: flag(false).describe('Refuses a value that is missing, and an empty text.'),
  max_length: z.int().min(1).optional().describe('In characters.'),
  min: limit().optional().describe('Of numbers.'),
  max: limit().optional().describe('Of numbers.'),
  precision: z.int().min(1).max(1_000).optional().describe('Digits of a decimal.'),
  scale: z.int().min(0).max(1_000).optional().describe('Digits of a decimal behind the point.'),
  pattern: filledText().optional().describe('In the syntax of RE2; found anywhere in the value.'),
  enum: z.array(scalar()).min(1).optional().describe('The only values that may stand here.'),
  unique: flag(false).describe('No two rows have the same value.'),
  references: z
    .string()
    .regex(/^[^.]+(\.[^.]+){1,2}$/, { error: 'must be "<table>.<column>" or "<schema>.<table>.<column>"' })
    .optional()
    .describe('The column whose values may stand here, such as users.id.'),
  default: scalar().optional().describe('Stands where the file has nothing.'),
  secret: flag(false).describe('Never exported unless it is named.'),
});

/** An entry of `resources:`. */
export const resourceBlock = z.strictObject({
  connection: filledText().describe('The connection to PostgreSQL, MySQL or MariaDB.'),
  schema: filledText().optional().describe("Default: public; on MySQL the connection's database."),
  table: filledText().optional().describe('Default: the name of the resource.'),
  key: names().optional().describe('Tells which record is which row; default: the primary key of the table.'),
  columns: z
    .record(z.string(), column)
    .optional()
    .describe("By name; default: the table's own columns, with the rules that their types are."),
  unique: z.array(names()).default([]).describe('Sets of columns of which no two rows have the same values.'),
  relations: relationsBlock.optional().describe('What records say of rows of other tables.'),
  ...writingKeys,
});

export type ResourceBlock = z.output<typeof resourceBlock>;
