import type { Catalog } from '../catalog/read-families.js';
import type { LaterObject } from './staging.js';
import { quoteName } from '../../connectors/postgres/quote-name.js';

type Constraint = Catalog['constraints'][number];
type Index = Catalog['indexes'][number];

/**
 * How a primary or unique key is made of an index that was built before, beside the table's others, without the lock
 * that a key takes for as long as its index is built; undefined where the server has no such way: for exclusions, keys
 * of partitioned tables, and those without overlaps. `others` are the statements that follow the key's own.
 */
export const overIndex = (
  { kind, name, tableKind, tableName, period, definition }: Constraint,
  index: Index | undefined,
  others: readonly string[],
): LaterObject['over'] => {
  if ((kind !== 'p' && kind !== 'u') || tableKind !== 'r' || period || index === undefined) return undefined;
  const deferred = /(?: DEFERRABLE)?(?: INITIALLY DEFERRED)?$/.exec(definition)?.[0] ?? '';
  const key = `${kind === 'p' ? 'PRIMARY KEY' : 'UNIQUE'} USING INDEX ${quoteName(index.name)}${deferred}`;
  return {
    index: index.definition,
    statements: [`ALTER TABLE ONLY ${tableName} ADD CONSTRAINT ${quoteName(name)} ${key}`, ...others],
  };
};
