import { defined } from '../fields/defined.js';
import type { Reference, Resource, ResourceColumn } from '../../contracts/table-import/resource.js';
import { relationsOf } from './relations-block.js';
import type { ResourceBlock } from './resource-block.js';

/** What a declared resource says of its table. */
export const resourceSettings = (name: string, block: ResourceBlock): Resource => {
  const columns = Object.entries(block.columns ?? {});
  return {
    connection: block.connection,
    table: block.table ?? name,
    ...defined({ schema: block.schema, key: block.key }),
    ...(block.columns === undefined ? {} : { columns: columns.map(([column, rule]) => columnRule(column, rule)) }),
    unique: [...columns.filter(([, rule]) => rule.unique).map(([column]) => [column]), ...block.unique],
    references: columns.flatMap(([column, { references }]) =>
      references === undefined ? [] : [reference(column, references)],
    ),
    ...(block.relations === undefined ? {} : { relations: relationsOf(block.relations) }),
    ...writing(block),
    rebuild: false,
    createTable: false,
    onNewColumns: block.on_new_columns ?? 'fail',
  };
};

type Writing = Pick<
  ResourceBlock,
  | 'on_existing'
  | 'on_conflict'
  | 'duplicates'
  | 'commit'
  | 'batch_size'
  | 'max_rejects'
  | 'max_shrink_percent'
  | 'empty_as_null'
>;

/** What becomes of records and rows, with its defaults. */
export const writing = (block: Writing) => ({
  onExisting: block.on_existing ?? 'update',
  duplicates: block.duplicates ?? 'last',
  commit: block.commit ?? 'once',
  batchSize: block.batch_size ?? 1_000,
  emptyAsNull: block.empty_as_null ?? false,
  ...defined({
    onConflict: block.on_conflict,
    maxRejects: block.max_rejects,
    maxShrinkPercent: block.max_shrink_percent,
  }),
});

const columnRule = (
  name: string,
  { type, required, secret, ...rest }: NonNullable<ResourceBlock['columns']>[string],
): ResourceColumn => ({
  name,
  type,
  required,
  secret,
  ...defined({
    maxLength: rest.max_length,
    min: rest.min,
    max: rest.max,
    precision: rest.precision,
    scale: rest.scale,
    pattern: rest.pattern,
    enum: rest.enum,
    default: rest.default,
  }),
});

const reference = (column: string, text: string): Reference => {
  const [foreignColumn = '', table = '', schema] = text.split('.').reverse();
  return { columns: [column], ...defined({ schema }), table, foreignColumns: [foreignColumn] };
};
