import type { CatalogReader } from './catalog-reader.js';
import { readComments } from './attached/read-comments.js';
import { readDefaultPrivileges } from './attached/read-default-privileges.js';
import { readExtensionDependents } from './attached/read-extension-dependents.js';
import { readGrants } from './attached/read-grants.js';
import { readIdentities } from './attached/read-identities.js';
import { readEventTriggers } from './database/read-event-triggers.js';
import { readExtensionMembers } from './database/read-extension-members.js';
import { readExtensions } from './database/read-extensions.js';
import { readForeignDataWrappers, readForeignServers } from './database/read-foreign-servers.js';
import { readLargeObjects } from './database/read-large-objects.js';
import { readPublicationMembers, readPublications } from './database/read-publications.js';
import { readSchemas } from './database/read-schemas.js';
import { readDependencies } from './read-dependencies.js';
import { readColumns, readNotNulls } from './relations/read-columns.js';
import { readConstraints } from './relations/read-constraints.js';
import { readIndexColumns, readIndexes } from './relations/read-indexes.js';
import { readPolicies } from './relations/read-policies.js';
import { readParents, readRelations } from './relations/read-relations.js';
import { readRules } from './relations/read-rules-of-tables.js';
import { readSequences } from './relations/read-sequences.js';
import { readStatistics } from './relations/read-statistics.js';
import { readTriggers } from './relations/read-triggers.js';
import { readAggregates } from './routines/read-aggregates.js';
import { readCasts } from './routines/read-casts.js';
import { readFunctions } from './routines/read-functions.js';
import { readOperatorClasses, readOperatorFamilies, readOperatorMembers } from './routines/read-operator-classes.js';
import { readOperators } from './routines/read-operators.js';
import { readCollations } from './types/read-collations.js';
import {
  readTextSearchConfigurations,
  readTextSearchDictionaries,
  readTextSearchMappings,
  readTextSearchParsers,
  readTextSearchTemplates,
} from './types/read-text-search.js';
import { readComposites, readDomainChecks, readDomains, readEnums, readRanges } from './types/read-types.js';

/** The rows of a database's catalogue, one list a family. */
export type Catalog = { readonly version: number } & {
  readonly [F in keyof typeof FAMILIES]: Awaited<ReturnType<(typeof FAMILIES)[F]>>;
};

const FAMILIES = {
  schemas: readSchemas,
  extensions: readExtensions,
  extensionMembers: readExtensionMembers,
  collations: readCollations,
  enums: readEnums,
  composites: readComposites,
  domains: readDomains,
  domainChecks: readDomainChecks,
  ranges: readRanges,
  textSearchParsers: readTextSearchParsers,
  textSearchTemplates: readTextSearchTemplates,
  textSearchDictionaries: readTextSearchDictionaries,
  textSearchConfigurations: readTextSearchConfigurations,
  textSearchMappings: readTextSearchMappings,
  functions: readFunctions,
  aggregates: readAggregates,
  operators: readOperators,
  operatorFamilies: readOperatorFamilies,
  operatorClasses: readOperatorClasses,
  operatorMembers: readOperatorMembers,
  casts: readCasts,
  foreignDataWrappers: readForeignDataWrappers,
  foreignServers: readForeignServers,
  sequences: readSequences,
  relations: readRelations,
  parents: readParents,
  columns: readColumns,
  notNulls: readNotNulls,
  constraints: readConstraints,
  indexes: readIndexes,
  indexColumns: readIndexColumns,
  statistics: readStatistics,
  rules: readRules,
  triggers: readTriggers,
  policies: readPolicies,
  publications: readPublications,
  publicationMembers: readPublicationMembers,
  eventTriggers: readEventTriggers,
  largeObjects: readLargeObjects,
  dependencies: readDependencies,
  identities: readIdentities,
  comments: readComments,
  grants: readGrants,
  defaultPrivileges: readDefaultPrivileges,
  extensionDependents: readExtensionDependents,
};

/** Reads every family, one after the other. */
export const readFamilies = async (reader: CatalogReader): Promise<Catalog> => {
  const catalog: Record<string, unknown> = { version: reader.version };
  for (const [family, read] of Object.entries(FAMILIES)) catalog[family] = await read(reader);
  return catalog as Catalog;
};
