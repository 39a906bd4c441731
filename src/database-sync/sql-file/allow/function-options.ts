import type { Fields } from '../../../formats/postgres-dump/parse-statement.js';
import { listOf, literalOf, namesOf, nodeOf, partOf, textOf } from '../../../formats/postgres-dump/tree.js';

/** Languages that keep a function within the rights of whoever calls it. */
const TRUSTED: ReadonlySet<string> = new Set(['sql', 'plpgsql', 'plperl', 'pltcl', 'plv8']);

export interface FunctionOptions {
  readonly language: string;
  /** Otherwise the server lets it change nothing, however it tries. */
  readonly isVolatile: boolean;
  /** Whether it runs with the rights of its owner. */
  readonly isOfOwner: boolean;
  /** Its body as text; empty where it is part of the statement. */
  readonly body: string;
  /** The server runs it for triggers only, whoever calls it. */
  readonly isOfTriggers: boolean;
  /** Its settings, which hold while it runs. */
  readonly settings: readonly { readonly name: string; readonly values: readonly string[] | undefined }[];
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
    isOfOwner: optionOf(fields, 'security')?.fields['boolval'] === true,
    body: body === undefined ? '' : namesOf(listOf(body.fields, 'items')).join('\n'),
    isOfTriggers: isOfServer(namesOf(listOf(partOf(fields, 'returnType') ?? {}, 'names'))),
    settings: settingsOf(fields),
  };
};

const isOfServer = (type: readonly string[]): boolean => {
  const [name = '', schema = 'pg_catalog'] = [...type].reverse();
  return type.length <= 2 && schema === 'pg_catalog' && (name === 'trigger' || name === 'event_trigger');
};

/** The values are undefined where they are not given as literals. */
const settingsOf = (fields: Fields): FunctionOptions['settings'] =>
  listOf(fields, 'options')
    .filter((each) => textOf(each.fields, 'defname') === 'set')
    .map((each) => {
      const setting = nodeOf(each.fields['arg'])?.fields ?? {};
      const values = listOf(setting, 'args').map((arg) => literalOf({ [arg.kind]: arg.fields }));
      const areKnown = textOf(setting, 'kind') === 'VAR_SET_VALUE' && values.every((value) => value !== undefined);
      return { name: textOf(setting, 'name').toLowerCase(), values: areKnown ? values : undefined };
    });

/** Why a function is refused whatever it does. */
export const refusedFunctionOptions = (fields: Fields): string | undefined => {
  const { language } = functionOptions(fields);
  if (!TRUSTED.has(language)) return `its language "${language}" is not among those that a file may use`;
  if (optionOf(fields, 'support') !== undefined) return 'support functions belong to an administrator';
  const role = settingsOf(fields).find(({ name }) => name === 'role' || name === 'session_authorization');
  return role === undefined ? undefined : `it sets ${role.name}`;
};
