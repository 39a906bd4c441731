import type { CatalogReader, InSchema } from '../catalog-reader.js';
import { notOfExtension, OF_USERS } from '../catalog-reader.js';

export interface TextSearchParserRow extends InSchema {
  readonly start: string;
  readonly token: string;
  readonly end: string;
  readonly headline: string | null;
  readonly types: string;
}

export interface TextSearchTemplateRow extends InSchema {
  readonly init: string | null;
  readonly lexize: string;
}

export interface TextSearchDictionaryRow extends InSchema {
  /** Quoted in full. */
  readonly template: string;
  /** As CREATE takes them. */
  readonly options: string | null;
}

export interface TextSearchConfigurationRow extends InSchema {
  /** Quoted in full. */
  readonly parser: string;
}

export interface TextSearchMappingRow {
  readonly configuration: number;
  readonly token: string;
  /** Quoted in full, in the order in which they are asked. */
  readonly dictionaries: string;
}

const inSchema = (catalogue: string, alias: string, prefix: string) => ({
  columns: `${alias}.oid, n.nspname as schema, ${alias}.${prefix}name as name`,
  from: `from ${catalogue} ${alias} join pg_namespace n on n.oid = ${alias}.${prefix}namespace`,
  where: `where ${OF_USERS} and ${notOfExtension(catalogue, `${alias}.oid`)}`,
});

const PARSERS = inSchema('pg_ts_parser', 'p', 'prs');
const TEMPLATES = inSchema('pg_ts_template', 't', 'tmpl');
const DICTIONARIES = inSchema('pg_ts_dict', 'd', 'dict');
const CONFIGURATIONS = inSchema('pg_ts_config', 'c', 'cfg');

const named = (catalogue: string, prefix: string, oid: string): string =>
  `(select quote_ident(qn.nspname) || '.' || quote_ident(q.${prefix}name) from ${catalogue} q
     join pg_namespace qn on qn.oid = q.${prefix}namespace where q.oid = ${oid})`;

export const readTextSearchParsers = ({ rows }: CatalogReader): Promise<TextSearchParserRow[]> =>
  rows(
    'text search parsers',
    `select ${PARSERS.columns}, p.prsstart::text as start, p.prstoken::text as token, p.prsend::text as end,
        nullif(p.prsheadline::oid, 0)::regproc::text as headline, p.prslextype::text as types ${PARSERS.from} ${PARSERS.where}`,
  );

export const readTextSearchTemplates = ({ rows }: CatalogReader): Promise<TextSearchTemplateRow[]> =>
  rows(
    'text search templates',
    `select ${TEMPLATES.columns}, nullif(t.tmplinit::oid, 0)::regproc::text as init, t.tmpllexize::text as lexize
       ${TEMPLATES.from} ${TEMPLATES.where}`,
  );

export const readTextSearchDictionaries = ({ rows }: CatalogReader): Promise<TextSearchDictionaryRow[]> =>
  rows(
    'text search dictionaries',
    `select ${DICTIONARIES.columns}, ${named('pg_ts_template', 'tmpl', 'd.dicttemplate')} as template,
        nullif(d.dictinitoption, '') as options ${DICTIONARIES.from} ${DICTIONARIES.where}`,
  );

export const readTextSearchConfigurations = ({ rows }: CatalogReader): Promise<TextSearchConfigurationRow[]> =>
  rows(
    'text search configurations',
    `select ${CONFIGURATIONS.columns}, ${named('pg_ts_parser', 'prs', 'c.cfgparser')} as parser
       ${CONFIGURATIONS.from} ${CONFIGURATIONS.where}`,
  );

export const readTextSearchMappings = ({ rows }: CatalogReader): Promise<TextSearchMappingRow[]> =>
  rows(
    'mappings of text search configurations',
    `select c.oid as configuration, y.alias as token,
        string_agg(m.mapdict::regdictionary::text, ', ' order by m.mapseqno) as dictionaries
       ${CONFIGURATIONS.from} join pg_ts_config_map m on m.mapcfg = c.oid
       cross join lateral ts_token_type(c.cfgparser) y ${CONFIGURATIONS.where} and y.tokid = m.maptokentype
      group by c.oid, y.tokid, y.alias order by c.oid, y.tokid`,
  );
