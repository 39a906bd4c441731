import { classifyCreateSequence } from './classify-sequence.js';
import type { Statement, StatementContext } from './statement.js';
import { readObjectDefinition } from '../objects/object-definition.js';
import { takeOwnDatabase } from '../tokens/own-names.js';
import { parseCreateTable } from '../tables/parse-create-table.js';
import { readDatabaseOptions } from './database-options.js';
import { isName } from '../tokens/token-reader.js';
import type { TokenReader } from '../tokens/token-reader.js';
import { tokenize } from '../tokens/tokenize.js';
import type { Token } from '../tokens/tokenize.js';

/**
 * Classifies CREATE of a table, a sequence, the own database, a view's stand-in, and of views, triggers, routines,
 * events and packages.
 */
export const classifyCreate = (body: Buffer, reader: TokenReader, context: StatementContext): Statement | undefined => {
  const second = reader.peek(1)?.text;
  if (second === 'database' || second === 'schema') return readCreateDatabase(reader, context);
  if (second === 'table') {
    reader.take();
    reader.take();
    reader.takeWords('if', 'not', 'exists');
    const tokens = reader.rest();
    const table = tokens[tokens[1]?.text === '.' ? 2 : 0];
    if (isName(table) && context.excludes(table.value)) return { kind: 'excluded-table', name: table.value };
    const definition = parseCreateTable(tokens, body, context.own);
    // In older mysqldump a view's stand-in is a table inside one executable comment.
    if ((tokens[0] as Token).wrapper >= 0) return { kind: 'view-stub', name: definition.name };
    return { kind: 'create-table', definition };
  }
  if (second === 'sequence') return classifyCreateSequence(reader, context);
  if (second === 'view' && reader.peek()?.wrapper !== -1) {
    const stub = readViewStub(body, context);
    if (stub !== undefined) return { kind: 'view-stub', name: stub };
  }
  const definition = readObjectDefinition(body, context, { names: context.own, neighbours: context.neighbours });
  return definition && { kind: 'object', definition };
};

const readCreateDatabase = (reader: TokenReader, { own, adopts }: StatementContext): Statement | undefined => {
  reader.take();
  reader.take();
  const guarded = reader.takeWords('if', 'not', 'exists');
  const name = adopts ? reader.takeName().value : takeOwnDatabase(reader, own);
  const options = readDatabaseOptions(reader);
  return options && { kind: 'database', rule: 'create-database', name, guarded, ...options };
};

/**
 * Returns the name in `CREATE VIEW v AS SELECT 1 AS a, …` (mariadb-dump: `NULL AS a`) inside one executable comment.
 */
const readViewStub = (body: Buffer, context: StatementContext): string | undefined => {
  const { tokens } = tokenize(body, context);
  const [, , name, as, select] = tokens;
  if (!isName(name) || as?.text !== 'as' || select?.text !== 'select') return undefined;
  if (tokens.some((token) => token.wrapper !== name.wrapper)) return undefined;
  for (let index = 5; ; index += 4) {
    const [value, alias, column, comma] = tokens.slice(index, index + 4);
    if (value?.text !== 'null' && !(value?.kind === 'number' && value.value === '1')) return undefined;
    if (alias?.text !== 'as' || !isName(column)) return undefined;
    if (!comma) return name.value;
    if (comma.text !== ',') return undefined;
  }
};
