import type { Catalog } from '../../catalog/read-families.js';
import type { InSchema } from '../../catalog/catalog-reader.js';
import type { DdlObject } from '../ddl-object.js';
import { keyOf } from '../../catalog/object-key.js';
import { quoteName, quoteQualified } from '../quote.js';

export const writeTextSearch = (catalog: Catalog): DdlObject[] => [
  ...catalog.textSearchParsers.map((parser) =>
    textSearch('pg_ts_parser', parser, [
      `CREATE TEXT SEARCH PARSER ${fullName(parser)} (start = ${parser.start}, gettoken = ${parser.token}, end = ${parser.end}, ` +
        `${parser.headline === null ? '' : `headline = ${parser.headline}, `}lextypes = ${parser.types})`,
    ]),
  ),
  ...catalog.textSearchTemplates.map((template) =>
    textSearch('pg_ts_template', template, [
      `CREATE TEXT SEARCH TEMPLATE ${fullName(template)} (${template.init === null ? '' : `init = ${template.init}, `}lexize = ${template.lexize})`,
    ]),
  ),
  ...catalog.textSearchDictionaries.map((dictionary) =>
    textSearch('pg_ts_dict', dictionary, [
      `CREATE TEXT SEARCH DICTIONARY ${fullName(dictionary)} (template = ${dictionary.template}${dictionary.options === null ? '' : `, ${dictionary.options}`})`,
    ]),
  ),
  ...catalog.textSearchConfigurations.map((configuration) =>
    textSearch('pg_ts_config', configuration, [
      `CREATE TEXT SEARCH CONFIGURATION ${fullName(configuration)} (parser = ${configuration.parser})`,
      ...catalog.textSearchMappings
        .filter((mapping) => mapping.configuration === configuration.oid)
        .map(
          ({ token, dictionaries }) =>
            `ALTER TEXT SEARCH CONFIGURATION ${fullName(configuration)} ADD MAPPING FOR ${quoteName(token)} WITH ${dictionaries}`,
        ),
    ]),
  ),
];

const fullName = ({ schema, name }: InSchema): string => quoteQualified(schema, name);

const textSearch = (catalogue: string, { oid, schema, name }: InSchema, statements: readonly string[]): DdlObject => ({
  key: keyOf(catalogue, oid),
  kind: 'textSearch',
  schema,
  name,
  create: () => statements,
});
