import { UnreadableSql } from '../refuse-statement.js';
import { keepingEngine } from '../tables/parse-create-table.js';
import { takeUnqualifiedName } from '../tokens/own-names.js';
import type { TokenReader } from '../tokens/token-reader.js';
import type { Statement, StatementContext } from './statement.js';

/** Classifies `CREATE SEQUENCE` as mariadb-dump writes it, with all options. Throws `UnreadableSql`. */
export const classifyCreateSequence = (reader: TokenReader, { server, excludes }: StatementContext): Statement => {
  reader.take();
  reader.take();
  reader.takeWords('if', 'not', 'exists');
  const name = takeUnqualifiedName(reader).value;
  if (excludes(name)) return { kind: 'excluded-table', name };
  if (server.flavor === 'mysql') throw new UnreadableSql('the target is MySQL, which has no sequences');
  const values = new Map<string, string>();
  while (reader.peek()) readOption(reader, values, name);
  const value = (option: string): string => {
    const found = values.get(option);
    if (found === undefined) throw new UnreadableSql('it has not all the options that dump tools write for a sequence');
    return found;
  };
  const engine = values.get('engine');
  return {
    kind: 'create-sequence',
    definition: {
      name,
      ...(engine !== undefined && { engine }),
      start: value('start'),
      minimum: value('minvalue'),
      maximum: value('maxvalue'),
      increment: value('increment'),
      cache: value('cache'),
      cycles: value('cycle') === '1',
    },
  };
};

const readOption = (reader: TokenReader, values: Map<string, string>, sequence: string): void => {
  if (reader.takeWords('as')) {
    reader.takeName();
    reader.takeWords('unsigned');
  } else if (reader.takeWords('start', 'with')) values.set('start', takeWhole(reader));
  else if (reader.takeWords('increment', 'by')) values.set('increment', takeWhole(reader));
  else if (reader.takeWords('minvalue')) values.set('minvalue', takeWhole(reader));
  else if (reader.takeWords('maxvalue')) values.set('maxvalue', takeWhole(reader));
  else if (reader.takeWords('cache')) values.set('cache', takeWhole(reader));
  else if (reader.takeWords('nocache')) values.set('cache', '0');
  else if (reader.takeWords('cycle')) values.set('cycle', '1');
  else if (reader.takeWords('nocycle')) values.set('cycle', '0');
  else if (reader.takeWords('engine')) {
    reader.takeWords('=');
    values.set('engine', keepingEngine(reader.takeName().value, sequence));
  } else throw new UnreadableSql('it has an option that no dump tool writes for a sequence');
};

/**
 * Classifies `DO SETVAL(s, 5, 0)`, or SELECT in place of DO: a sequence's state. Undefined for anything else. Throws
 * `UnreadableSql`.
 */
export const classifySetval = (reader: TokenReader): Statement | undefined => {
  reader.take();
  if (!reader.takeWords('setval', '(')) return undefined;
  const sequence = takeUnqualifiedName(reader).value;
  if (!reader.takeWords(',')) return undefined;
  const next = takeWhole(reader);
  // With a 1, or without a third argument, the value was already given out.
  if (!reader.takeWords(',') || takeWhole(reader) !== '0')
    throw new UnreadableSql('it does not say the next value of a sequence');
  return reader.takeWords(')') && !reader.peek() ? { kind: 'set-sequence', sequence, next } : undefined;
};

const takeWhole = (reader: TokenReader): string => {
  const sign = reader.takeWords('-') ? '-' : '';
  const token = reader.take();
  if (token?.kind !== 'number' || !/^(0|[1-9]\d{0,19})$/.test(token.value))
    throw new UnreadableSql('a whole number is missing');
  return sign + token.value;
};
