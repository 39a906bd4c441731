import type { Resource } from '../../contracts/table-import/resource.js';
import { besideColumns, isFilledLater } from '../import/related-columns.js';
import { mergeRule } from '../rules/merge-rule.js';
import type { TableColumn, TableFacts } from '../target/table-facts.js';

/** A column that a file can fill. */
export interface FillableColumn extends TableColumn {
  /** Whether a file without it cannot go in. */
  readonly isNeeded: boolean;
}

/**
 * The columns of a table that a file can fill, by the table itself and by its resource. Throws TABLE_UNSUITABLE where
 * no value could keep the rules of both.
 */
export const fillableColumns = (facts: TableFacts, resource?: Resource): FillableColumn[] => {
  const { columns: declared, relations, key = facts.primaryKey } = resource ?? {};
  const own = facts.columns.filter(({ name, generated }) => {
    if (generated === 'always') return false;
    const column = declared?.find((one) => one.name === name);
    return declared === undefined || (column !== undefined && column.value === undefined);
  });
  return [...own, ...besideColumns(relations)].map((column) => {
    const given = declared?.find(({ name }) => name === column.name);
    const isLater = isFilledLater(relations, column.name);
    const rule = mergeRule(column.rule, given);
    const isOfKey = key.includes(column.name) && !column.hasDefault;
    return {
      ...column,
      rule: isLater ? { ...rule, required: false } : rule,
      isNeeded: !isLater && given?.default === undefined && (isOfKey || (rule.required === true && !column.hasDefault)),
    };
  });
};
