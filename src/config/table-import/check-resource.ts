import { RE2JS } from 're2js';
import { nearestName } from '../document/nearest-name.js';
import type { Path } from '../document/problems.js';
import type { PipelineContext } from '../load-context.js';
import { checkConflict } from './check-conflict.js';
import { checkConnection } from '../connections/check-connection.js';
import { DATABASES } from './check-table-import.js';
import type { ResourceBlock } from './resource-block.js';

/** Checks what the schema cannot express about one resource. */
export const checkResource = (block: ResourceBlock, path: Path, context: PipelineContext): void => {
  const { problems } = context;
  checkConnection(block.connection, DATABASES, [...path, 'connection'], context);
  checkConflict(block, path, context);
  const { columns } = block;
  if (columns === undefined) return;
  const known = Object.keys(columns);
  const checkNames = (names: readonly string[], place: Path): void => {
    for (const name of names) {
      if (known.includes(name)) continue;
      const meant = nearestName(name, known);
      problems.add(place, `names no column of the resource${meant === undefined ? '' : `: did you mean "${meant}"?`}`);
    }
  };
  checkNames(block.key ?? [], [...path, 'key']);
  for (const [index, names] of block.unique.entries()) checkNames(names, [...path, 'unique', index]);
  for (const [name, rule] of Object.entries(columns)) {
    const place = [...path, 'columns', name];
    if (rule.pattern !== undefined && !isPattern(rule.pattern))
      problems.add([...place, 'pattern'], 'is not a pattern in the syntax of RE2');
    const isNumber = ['integer', 'decimal', 'number'].includes(rule.type);
    for (const key of ['min', 'max'] as const) {
      if (rule[key] !== undefined && !isNumber) problems.add([...place, key], 'is for numbers only');
    }
    for (const key of ['precision', 'scale'] as const) {
      if (rule[key] !== undefined && rule.type !== 'decimal') problems.add([...place, key], 'is for decimals only');
    }
  }
};

const isPattern = (pattern: string): boolean => {
  try {
    RE2JS.compile(pattern);
    return true;
  } catch {
    return false;
  }
};
