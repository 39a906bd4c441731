import type { Fields } from '../../../formats/postgres-dump/parse-statement.js';
import { listOf, namesOf, nodeOf, textOf } from '../../../formats/postgres-dump/tree.js';

/** Languages that keep a function within the rights of whoever calls it. */
const TRUSTED: ReadonlySet<string> = new Set(['sql', 'plpgsql', 'plperl', 'pltcl', 'plv8']);

export interface FunctionOptions {
  readonly language: string;
  /** Otherwise the server lets it change nothing, however it tries. */
  readonly isVolatile: boolean;
  /** Its body as text; empty where it is part of the statement. */
  readonly body: string;
}

const optionOf = (fields: Fields, name: string): ReturnType<typeof nodeOf> => {
  const found = listOf(fields, 'options').find((each) => textOf(each.fields, 'defname') === name);
  return found === undefined ? undefined : nodeOf(found.fields['arg']);
};

export const functionOptions = (fields: Fields): FunctionOptions => {
  const language = textOf(optionOf(fields, 'language')?.fields ?? {}, 'sval').toLowerCase();
  const volatility = textOf(optionOf(fields, 'volatility')?.fields ?? {}, 'sval').toLowerCase();
  const body = optionOf(fields, 'as');
  return {
    language: language === '' ? 'sql' : language,
    isVolatile: volatility !== 'immutable' && volatility !== 'stable',
    body: body === undefined ? '' : namesOf(listOf(body.fields, 'items')).join('\n'),
  };
};

/** Why a function is refused whatever it does. */
export const refusedFunctionOptions = (fields: Fields): string | undefined => {
  const { language } = functionOptions(fields);
  if (!TRUSTED.has(language)) return `its language "${language}" is not among those that a file may use`;
  if (optionOf(fields, 'support') !== undefined) return 'support functions belong to an administrator';
  for (const each of listOf(fields, 'options')) {
    if (textOf(each.fields, 'defname') !== 'set') continue;
    const name = textOf(nodeOf(each.fields['arg'])?.fields ?? {}, 'name').toLowerCase();
    if (name === 'role' || name === 'session_authorization') return `it sets ${name}`;
  }
  return undefined;
};
