import type { Fields } from '../../../formats/postgres-dump/parse-statement.js';
import type { Target } from './allow-names.js';
import { findAll, listOf, nodeOf, partOf, textOf } from '../../../formats/postgres-dump/tree.js';
import {
  castTargets,
  listTarget,
  objectTargets,
  publicationTargets,
  relationName,
  relationTarget,
  tableTargets,
} from './allow-names.js';
import { refusedSetting } from './allow-settings.js';
import { extensionTargets, refusedExtension } from './allowed-extensions.js';
import { refusedAlteration } from './allowed-alterations.js';
import { refusedFunctionOptions } from './function-options.js';

/**
 * What becomes of a statement: `ignored` is not run, `schema` says that the file has a schema, `hindering` would keep
 * rows out, or from who loads them, and follows all of `post`; the others are the sections of a database's definitions.
 */
export type Section = 'schema' | 'pre' | 'post' | 'hindering' | 'grants' | 'refresh' | 'select' | 'ignored';

export interface StatementRule {
  /** As a person calls it. */
  readonly what: string;
  readonly section: Section | ((fields: Fields) => Section);
  /** What it creates or changes; undefined for what it may not. @default nothing that stands in a schema */
  readonly targets?: (fields: Fields) => Target[] | undefined;
  /** Why this one is refused. */
  readonly refused?: (fields: Fields) => string | undefined;
}

const isTable = (fields: Fields): boolean =>
  ['OBJECT_TABLE', 'OBJECT_INDEX', 'OBJECT_VIEW', 'OBJECT_MATVIEW', 'OBJECT_SEQUENCE'].includes(
    textOf(fields, 'objtype'),
  );

const onlySubtype = (fields: Fields): string | undefined => {
  const subtypes = listOf(fields, 'cmds').map((each) => textOf(each.fields, 'subtype'));
  return subtypes.length === 1 ? subtypes[0] : undefined;
};

/** Constraints that are an index, or compare the rows of two tables. */
const WITH_ROWS: ReadonlySet<string> = new Set([
  'CONSTR_PRIMARY',
  'CONSTR_UNIQUE',
  'CONSTR_EXCLUSION',
  'CONSTR_FOREIGN',
]);

/** Row security that is forced hides rows from their owner; those of a constraint that is not proved may not fit it. */
const isHindering = (fields: Fields): boolean =>
  listOf(fields, 'cmds').some((each) => textOf(each.fields, 'subtype').endsWith('RowSecurity')) || isUnproved(fields);

const isUnproved = (fields: Fields): boolean =>
  findAll(fields, 'Constraint').some((each) => each['skip_validation'] === true);

const alterSection = (fields: Fields): Section => {
  const subtype = onlySubtype(fields);
  if (subtype === 'AT_ChangeOwner') return 'grants';
  if (isHindering(fields)) return 'hindering';
  const constraints = findAll(fields, 'Constraint').map((each) => textOf(each, 'contype'));
  if (constraints.some((each) => WITH_ROWS.has(each))) return 'post';
  // Of an index, or about one.
  const identity = findAll(fields, 'ReplicaIdentityStmt').map((each) => textOf(each, 'identity_type'));
  const isOfIndex =
    textOf(fields, 'objtype') === 'OBJECT_INDEX' || subtype === 'AT_ClusterOn' || identity.includes('i');
  const isOfTrigger = /^AT_(?:Enable|Disable).*(?:Trig|Rule)/.test(subtype ?? '');
  return isOfIndex || isOfTrigger ? 'post' : 'pre';
};

const ofObject =
  (type: string, object: string) =>
  (fields: Fields): Target[] | undefined =>
    objectTargets(textOf(fields, type), nodeOf(fields[object]));

const grantTargets = (fields: Fields): Target[] | undefined => {
  const type = textOf(fields, 'targtype') === 'ACL_TARGET_ALL_IN_SCHEMA' ? 'OBJECT_SCHEMA' : textOf(fields, 'objtype');
  if (type === 'OBJECT_PUBLICATION') return undefined;
  const all = listOf(fields, 'objects').map((each) => objectTargets(type, each));
  return all.some((each) => each === undefined) ? undefined : all.flatMap((each) => each ?? []);
};

const castOf = (fields: Fields): Target[] => castTargets([partOf(fields, 'sourcetype'), partOf(fields, 'targettype')]);

/** What CREATE makes by a list of options. */
const DEFINED: ReadonlySet<string> = new Set([
  'OBJECT_AGGREGATE',
  'OBJECT_OPERATOR',
  'OBJECT_COLLATION',
  'OBJECT_TSDICTIONARY',
  'OBJECT_TSCONFIGURATION',
]);

/** Every kind of statement that a file may have; all others are refused. */
export const STATEMENT_RULES: Readonly<Record<string, StatementRule | undefined>> = {
  CreateSchemaStmt: {
    what: 'CREATE SCHEMA',
    section: 'schema',
    refused: (fields) =>
      listOf(fields, 'schemaElts').length > 0 ? 'it creates objects in the same statement' : undefined,
  },
  CreateStmt: {
    what: 'CREATE TABLE',
    section: 'pre',
    targets: tableTargets,
    refused: (fields) => {
      if (findAll(fields['tableElts'], 'TableLikeClause').length > 0) return 'it is made like another table';
      return textOf(fields, 'tablespacename') === '' ? undefined : 'it names a tablespace';
    },
  },
  CreateTableAsStmt: {
    what: 'CREATE MATERIALIZED VIEW',
    section: 'pre',
    targets: (fields) => relationTarget(partOf(fields, 'into') ?? {}, 'rel'),
    refused: (fields) =>
      textOf(fields, 'objtype') === 'OBJECT_MATVIEW' && partOf(fields, 'into')?.['skipData'] === true
        ? undefined
        : 'it runs its query at once; only CREATE MATERIALIZED VIEW … WITH NO DATA is read',
  },
  ViewStmt: { what: 'CREATE VIEW', section: 'pre', targets: (fields) => relationTarget(fields, 'view') },
  CreateSeqStmt: { what: 'CREATE SEQUENCE', section: 'pre', targets: (fields) => relationTarget(fields, 'sequence') },
  AlterSeqStmt: { what: 'ALTER SEQUENCE', section: 'pre', targets: (fields) => relationTarget(fields, 'sequence') },
  CompositeTypeStmt: { what: 'CREATE TYPE', section: 'pre', targets: (fields) => relationTarget(fields, 'typevar') },
  CreateEnumStmt: { what: 'CREATE TYPE', section: 'pre', targets: (fields) => listTarget(fields, 'typeName') },
  AlterEnumStmt: { what: 'ALTER TYPE', section: 'pre', targets: (fields) => listTarget(fields, 'typeName') },
  CreateRangeStmt: { what: 'CREATE TYPE', section: 'pre', targets: (fields) => listTarget(fields, 'typeName') },
  CreateDomainStmt: { what: 'CREATE DOMAIN', section: 'pre', targets: (fields) => listTarget(fields, 'domainname') },
  AlterDomainStmt: {
    what: 'ALTER DOMAIN',
    section: (fields) => (isUnproved({ def: fields['def'] }) ? 'hindering' : 'pre'),
    targets: (fields) => listTarget(fields, 'typeName'),
  },
  CreateFunctionStmt: {
    what: 'CREATE FUNCTION',
    section: 'pre',
    targets: (fields) => listTarget(fields, 'funcname'),
    refused: refusedFunctionOptions,
  },
  DefineStmt: {
    what: 'CREATE',
    section: 'pre',
    targets: (fields) => listTarget(fields, 'defnames'),
    refused: (fields) =>
      DEFINED.has(textOf(fields, 'kind'))
        ? undefined
        : 'what it makes (a base type, a parser or template of text search) rests on functions in C, which only an administrator installs',
  },
  CreateOpClassStmt: {
    what: 'CREATE OPERATOR CLASS',
    section: 'pre',
    targets: (fields) => listTarget(fields, 'opclassname'),
  },
  CreateOpFamilyStmt: {
    what: 'CREATE OPERATOR FAMILY',
    section: 'pre',
    targets: (fields) => listTarget(fields, 'opfamilyname'),
  },
  AlterOpFamilyStmt: {
    what: 'ALTER OPERATOR FAMILY',
    section: 'pre',
    targets: (fields) => listTarget(fields, 'opfamilyname'),
  },
  CreateCastStmt: {
    what: 'CREATE CAST',
    section: 'pre',
    targets: castOf,
    refused: (fields) =>
      castOf(fields).length > 0
        ? undefined
        : 'it is between types of the server, and so would hold for what is live; make it at the destination yourself',
  },
  AlterTSConfigurationStmt: {
    what: 'ALTER TEXT SEARCH CONFIGURATION',
    section: 'pre',
    targets: (fields) => listTarget(fields, 'cfgname'),
  },
  AlterTSDictionaryStmt: {
    what: 'ALTER TEXT SEARCH DICTIONARY',
    section: 'pre',
    targets: (fields) => listTarget(fields, 'dictname'),
  },
  AlterObjectDependsStmt: {
    what: 'ALTER … DEPENDS ON EXTENSION',
    section: 'grants',
    targets: (fields) =>
      partOf(fields, 'relation') === undefined ? ofObject('objectType', 'object')(fields) : relationTarget(fields),
  },
  CreateExtensionStmt: {
    what: 'CREATE EXTENSION',
    section: 'pre',
    targets: extensionTargets,
    refused: refusedExtension,
  },
  AlterTableStmt: {
    what: 'ALTER TABLE',
    section: alterSection,
    targets: (fields) =>
      isTable(fields) || textOf(fields, 'objtype') === 'OBJECT_TYPE' ? tableTargets(fields) : undefined,
    refused: refusedAlteration,
  },
  IndexStmt: {
    what: 'CREATE INDEX',
    section: 'post',
    targets: relationTarget,
    refused: (fields) => (textOf(fields, 'tableSpace') === '' ? undefined : 'it names a tablespace'),
  },
  CreateTrigStmt: {
    what: 'CREATE TRIGGER',
    section: 'post',
    targets: (fields) => [
      ...relationTarget(fields),
      ...(partOf(fields, 'constrrel') === undefined ? [] : relationTarget(fields, 'constrrel')),
    ],
  },
  RuleStmt: {
    what: 'CREATE RULE',
    section: 'post',
    targets: relationTarget,
    refused: (fields) =>
      textOf(fields, 'event') === 'CMD_SELECT' ? 'what is read by a rule is a view: CREATE VIEW' : undefined,
  },
  CreatePolicyStmt: { what: 'CREATE POLICY', section: 'post', targets: (fields) => relationTarget(fields, 'table') },
  CreateStatsStmt: {
    what: 'CREATE STATISTICS',
    section: 'post',
    targets: (fields) => [
      ...listTarget(fields, 'defnames'),
      ...listOf(fields, 'relations').map((each) => ({ name: relationName(each.fields) })),
    ],
  },
  AlterStatsStmt: { what: 'ALTER STATISTICS', section: 'post', targets: (fields) => listTarget(fields, 'defnames') },
  CreatePublicationStmt: {
    what: 'CREATE PUBLICATION',
    section: 'post',
    targets: publicationTargets,
    refused: (fields) => (fields['for_all_tables'] === true ? 'it is about all tables of the database' : undefined),
  },
  AlterPublicationStmt: {
    what: 'ALTER PUBLICATION',
    section: 'post',
    targets: (fields) => [{ publication: textOf(fields, 'pubname') }, ...publicationTargets(fields)],
  },
  CommentStmt: {
    what: 'COMMENT',
    section: (fields) => (textOf(fields, 'objtype') === 'OBJECT_DATABASE' ? 'ignored' : 'grants'),
    targets: ofObject('objtype', 'object'),
    refused: (fields) =>
      textOf(fields, 'objtype') === 'OBJECT_LANGUAGE' ? 'languages belong to the server' : undefined,
  },
  AlterOwnerStmt: {
    what: 'ALTER … OWNER',
    section: (fields) => (textOf(fields, 'objectType') === 'OBJECT_DATABASE' ? 'ignored' : 'grants'),
    targets: (fields) => {
      const type = textOf(fields, 'objectType');
      return type === 'OBJECT_LANGUAGE' || type === 'OBJECT_EXTENSION'
        ? undefined
        : ofObject('objectType', 'object')(fields);
    },
  },
  GrantStmt: {
    what: 'GRANT',
    // The database and the languages of the server keep the rights that they have.
    section: (fields) =>
      ['OBJECT_DATABASE', 'OBJECT_LANGUAGE'].includes(textOf(fields, 'objtype')) ? 'ignored' : 'grants',
    targets: grantTargets,
  },
  AlterDefaultPrivilegesStmt: {
    what: 'ALTER DEFAULT PRIVILEGES',
    // Without a schema it would be about the whole database, also what is live there.
    section: (fields) => (schemasOf(fields).length === 0 ? 'ignored' : 'grants'),
    targets: (fields) => schemasOf(fields).map((schema) => ({ schema })),
  },
  RefreshMatViewStmt: { what: 'REFRESH MATERIALIZED VIEW', section: 'refresh', targets: relationTarget },
  SelectStmt: { what: 'SELECT', section: 'select' },
  VariableSetStmt: { what: 'SET', section: 'ignored', refused: refusedSetting },
  TransactionStmt: {
    what: 'a transaction',
    section: 'ignored',
    refused: (fields) =>
      ['TRANS_STMT_BEGIN', 'TRANS_STMT_START', 'TRANS_STMT_COMMIT'].includes(textOf(fields, 'kind'))
        ? undefined
        : 'only BEGIN and COMMIT are read',
  },
  CreatedbStmt: { what: 'CREATE DATABASE', section: 'ignored' },
};

const schemasOf = (fields: Fields): string[] =>
  listOf(fields, 'options')
    .filter(({ fields: option }) => textOf(option, 'defname') === 'schemas')
    .flatMap(({ fields: option }) =>
      listOf(nodeOf(option['arg'])?.fields ?? {}, 'items').map(({ fields: each }) => textOf(each, 'sval')),
    );
