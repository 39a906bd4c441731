import { nearestName } from '../document/nearest-name.js';
import type { Path } from '../document/problems.js';
import type { PipelineContext } from '../load-context.js';

/** Checks that the name is that of a connection of one of these kinds. */
export const checkConnection = (
  name: string,
  kinds: readonly string[],
  path: Path,
  { problems, declared: { connections } }: PipelineContext,
): void => {
  const kind = connections[name];
  if (kind !== undefined) {
    if (!kinds.includes(kind)) problems.add(path, `must name a connection of the kind ${kinds.join(' or ')}`);
    return;
  }
  const fitting = Object.keys(connections).filter((known) => kinds.includes(connections[known] ?? ''));
  const meant = nearestName(name, fitting);
  problems.add(path, `names no entry of "connections"${meant === undefined ? '' : `: did you mean "${meant}"?`}`);
};
