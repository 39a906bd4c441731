import type { Statement, StatementContext } from './statement.js';
import { takeStagedName } from '../tokens/own-names.js';
import { checkEverywhere } from '../tables/parse-create-table.js';
import type { TokenReader } from '../tokens/token-reader.js';

const KINDS = ['unique', 'fulltext', 'spatial', 'vector'];

/**
 * Classifies `CREATE [UNIQUE|FULLTEXT|SPATIAL|VECTOR] INDEX k ON t (…)`, which adds a key like ALTER TABLE. Undefined
 * for anything else. Throws `UnreadableSql`.
 */
export const classifyCreateIndex = (
  reader: TokenReader,
  { own, excludes }: StatementContext,
): Statement | undefined => {
  const isPlain = reader.sees('create', 'index');
  const kind = KINDS.find((candidate) => reader.sees('create', candidate, 'index'));
  if (!isPlain && kind === undefined) return undefined;
  for (let left = isPlain ? 2 : 3; left > 0; left--) reader.take();
  reader.takeWords('if', 'not', 'exists');
  reader.takeName();
  if (reader.takeWords('using')) reader.takeName();
  if (!reader.takeWords('on')) return undefined;
  const { name, cuts } = takeStagedName(reader, own);
  if (excludes(name.value)) return { kind: 'excluded-table', name: name.value };
  if (!reader.sees('(')) return undefined;
  const schemas = checkEverywhere(reader.rest(), own);
  return { kind: 'alter-table', table: name.value, cuts: [...cuts, ...schemas], references: [], modified: [] };
};
