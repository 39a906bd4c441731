import { UnreadableSql, refuseStatement } from '../refuse-statement.js';
import { messageOfTool } from '../scan/message-of-tool.js';
import type { OwnNames } from '../tokens/own-names.js';
import { takeOwnName, takeStagedName } from '../tokens/own-names.js';
import { statementClass } from '../tokens/statement-class.js';
import { TokenReader } from '../tokens/token-reader.js';
import { classifyAlter } from './classify-alter.js';
import { classifyCreateIndex } from './classify-create-index.js';
import { classifyCreate } from './classify-create.js';
import { classifyDrop } from './classify-drop.js';
import { classifyInsert } from './classify-insert.js';
import { classifySetval } from './classify-sequence.js';
import { switchesRocksdb } from '../session/rocksdb-switch.js';
import type { Statement, StatementContext } from './statement.js';

/**
 * Classifies a statement by an allow-list: DUMP_STATEMENT_REFUSED unless it is known to be harmless.
 * Reads only the head of an INSERT.
 */
export const classifyStatement = (body: Buffer, context: StatementContext): Statement => {
  const message = messageOfTool(body, context.line);
  if (message) throw message;
  try {
    const statement = classify(body, context);
    if (statement) return statement;
  } catch (error) {
    if (error instanceof UnreadableSql)
      throw refuseStatement(context.line, statementClass(body, context), error.message);
    throw error;
  }
  throw refuseStatement(context.line, statementClass(body, context), 'it does not belong in a dump');
};

const classify = (body: Buffer, context: StatementContext): Statement | undefined => {
  const reader = new TokenReader(body, context);
  const first = reader.peek();
  // The whole statement is for another kind or version of server.
  if (!first) return { kind: 'dropped', rule: 'comment-or-blank' };
  switch (first.kind === 'word' ? first.text : '') {
    case 'insert':
    case 'replace':
      return classifyInsert(reader, context.own);
    case 'set':
      if (body.includes('bulk_load') && switchesRocksdb(new TokenReader(body, context).rest()))
        return { kind: 'dropped', rule: 'session-setting' };
      reader.take();
      return { kind: 'set', reader };
    case 'create':
      return classifyCreateIndex(reader, context) ?? classifyCreate(body, reader, context);
    case 'alter':
      return classifyAlter(body, reader, context);
    case 'drop':
      return classifyDrop(reader, context);
    case 'do':
      return classifySetval(reader);
    case 'select':
    case 'prepare':
    case 'execute':
    case 'deallocate':
      if (switchesRocksdb(new TokenReader(body, context).rest()))
        return { kind: 'dropped', rule: 'session-setting', ...(first.text !== 'select' && { prepared: first.text }) };
      return first.text === 'select' ? classifySetval(reader) : undefined;
    case 'use':
      reader.take();
      return classifyUse(reader, context);
    default:
      return classifyDropped(reader, context.own);
  }
};

const classifyUse = (reader: TokenReader, { own, adopts }: StatementContext): Statement | undefined => {
  const name = reader.takeName().value;
  return whole(
    reader,
    own.has(name) || adopts ? { kind: 'database', rule: 'use-database', name } : { kind: 'use-other' },
  );
};

/** Short statements that the loader replaces by its own. */
const classifyDropped = (reader: TokenReader, own: OwnNames): Statement | undefined => {
  if (reader.takeWords('lock', 'tables') || reader.takeWords('lock', 'table')) {
    do {
      takeOwnName(reader, own);
      if (!reader.takeWords('write') && !reader.takeWords('read', 'local') && !reader.takeWords('read'))
        return undefined;
    } while (reader.takeWords(','));
    return whole(reader, { kind: 'dropped', rule: 'table-lock' });
  }
  if (reader.takeWords('unlock', 'tables') || reader.takeWords('unlock', 'table')) {
    return whole(reader, { kind: 'dropped', rule: 'table-lock' });
  }
  if (reader.takeWords('start', 'transaction')) {
    reader.takeWords('with', 'consistent', 'snapshot');
    return whole(reader, { kind: 'dropped', rule: 'transaction', begins: true });
  }
  // Changes nothing; MySQL Workbench writes it after each statement.
  if (reader.takeWords('show', 'warnings')) return whole(reader, { kind: 'dropped', rule: 'session-setting' });
  const begins = reader.takeWords('begin');
  if (begins || reader.takeWords('commit')) {
    reader.takeWords('work');
    return whole(reader, { kind: 'dropped', rule: 'transaction', begins });
  }
  const deletes = reader.takeWords('delete', 'from');
  if (deletes || reader.takeWords('truncate')) {
    if (!deletes) reader.takeWords('table');
    const { name, cuts } = takeStagedName(reader, own);
    return whole(reader, { kind: 'truncate', table: name.value, cuts, deletes });
  }
  if (
    reader.takeWords('analyze', 'table') ||
    reader.takeWords('analyze', 'no_write_to_binlog', 'table') ||
    reader.takeWords('analyze', 'local', 'table')
  ) {
    takeOwnName(reader, own);
    const isHistogram = reader.sees('update', 'histogram', 'on') || reader.sees('drop', 'histogram', 'on');
    return isHistogram && !reader.rest().some(({ text }) => text === ';') ? { kind: 'histogram' } : undefined;
  }
  // Replication settings in all their forms; none is ever sent.
  if (reader.takeWords('change', 'master') || reader.takeWords('change', 'replication', 'source')) {
    if (reader.rest().some((token) => token.text === ';')) return undefined;
    return { kind: 'dropped', rule: 'replication-setting' };
  }
  return undefined;
};

/** Returns the statement if nothing follows it. */
const whole = (reader: TokenReader, statement: Statement): Statement | undefined =>
  reader.peek() ? undefined : statement;
