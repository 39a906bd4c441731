import type { Path } from '../document/problems.js';
import type { PipelineContext } from '../load-context.js';
import type { ResourceBlock } from './resource-block.js';

/** What is rejected is in no conflict. */
export const checkConflict = (
  { on_existing: existing, on_conflict: conflict }: Pick<ResourceBlock, 'on_existing' | 'on_conflict'>,
  path: Path,
  { problems }: Pick<PipelineContext, 'problems'>,
): void => {
  if (existing === 'reject' && conflict !== undefined)
    problems.add([...path, 'on_conflict'], 'is for rows that are updated, and on_existing is "reject"; leave one out');
};
