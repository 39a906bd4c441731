import type { Fields } from '../../../formats/postgres-dump/parse-statement.js';
import type { SequenceValue } from '../../source/sync-source.js';
import { parseStatement } from '../../../formats/postgres-dump/parse-statement.js';
import { listOf, literalOf, namesOf, nodeOf } from '../../../formats/postgres-dump/tree.js';
import { relationName } from './allow-names.js';

/** What a SELECT of a dump is; none of them is run as it stands in the file but those of large objects. */
export type SelectForm =
  | { readonly form: 'ignored' }
  | { readonly form: 'largeObject'; readonly name: string; readonly args: readonly string[] }
  | { readonly form: 'sequence'; readonly value: SequenceValue };

/** Functions that fill large objects, by the number of their arguments. */
const LARGE_OBJECTS: Readonly<Record<string, number | undefined>> = {
  lo_create: 1,
  lo_open: 2,
  lowrite: 2,
  lo_close: 1,
};

/** The form of a SELECT that calls one function with literals and does nothing else; undefined for all others. */
export const selectForm = (fields: Fields): SelectForm | undefined => {
  const call = onlyCall(fields);
  if (call === undefined) return undefined;
  const { name, args } = call;
  if (name === 'set_config')
    return args[0]?.toLowerCase() === 'search_path' && args[1] === '' ? { form: 'ignored' } : undefined;
  if (LARGE_OBJECTS[name] === args.length) return { form: 'largeObject', name, args };
  if (name !== 'setval' || args.length < 2 || args.length > 3) return undefined;
  const [sequence = '', value = '', called = 'true'] = args;
  const names = sequenceName(sequence);
  if (names?.length !== 2 || !/^-?\d+$/.test(value)) return undefined;
  const [schema = '', only = ''] = names;
  return { form: 'sequence', value: { schema, name: only, value, called: called === 'true' || called === 't' } };
};

/** Of a statement `SELECT function(literals)`. */
const onlyCall = (fields: Fields): { readonly name: string; readonly args: readonly string[] } | undefined => {
  const targets = listOf(fields, 'targetList');
  const call = nodeOf(targets[0]?.fields['val']);
  const others = Object.keys(fields).filter((each) => !['targetList', 'limitOption', 'op'].includes(each));
  if (targets.length !== 1 || call?.kind !== 'FuncCall' || others.length > 0) return undefined;
  const own = Object.keys(call.fields).filter((each) => !['funcname', 'args', 'funcformat', 'location'].includes(each));
  const names = namesOf(listOf(call.fields, 'funcname'));
  const [name = '', schema = 'pg_catalog'] = [...names].reverse();
  const args = listOf(call.fields, 'args').map((each) => literalOf({ [each.kind]: each.fields }));
  if (own.length > 0 || schema !== 'pg_catalog' || args.some((each) => each === undefined)) return undefined;
  return { name, args: args.filter((each) => each !== undefined) };
};

/** The parts of the name of a sequence, as a text holds it: quoted where it has to be. */
const sequenceName = (text: string): string[] | undefined => {
  if (!/^(?:"(?:[^"]|"")+"|[\w$\u0080-\uffff]+)(?:\.(?:"(?:[^"]|"")+"|[\w$\u0080-\uffff]+))+$/.test(text))
    return undefined;
  const parsed = parseStatement(`TABLE ${text}`, 0);
  const from = listOf(parsed?.fields ?? {}, 'fromClause')[0];
  return from?.kind === 'RangeVar' ? relationName(from.fields) : undefined;
};
