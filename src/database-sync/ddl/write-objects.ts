import type { Catalog } from '../catalog/read-families.js';
import type { DdlObject } from './ddl-object.js';
import {
  writeEventTriggers,
  writeExtensions,
  writeForeignDataWrappers,
  writeForeignServers,
  writePublications,
  writeSchemas,
} from './database/write-database-objects.js';
import { indexCatalog } from './relations/catalog-index.js';
import { writeConstraints, writeNotNulls } from './relations/write-constraints.js';
import { writeIndexes, writeStatistics } from './relations/write-indexes.js';
import { writeSequences } from './relations/write-sequences.js';
import { writePolicies, writeRules, writeTriggers } from './relations/write-rules-and-triggers.js';
import { writeTables } from './relations/write-tables.js';
import { writeViews } from './relations/write-views.js';
import { writeCasts, writeOperatorClasses, writeOperatorFamilies, writeOperators } from './routines/write-operators.js';
import { writeAggregates, writeFunctions } from './routines/write-routines.js';
import { writeTextSearch } from './types/write-text-search.js';
import { writeCollations, writeComposites, writeDomains, writeEnums, writeRanges } from './types/write-types.js';

/** Every object of the catalogue that can be written, without an order. */
export const writeObjects = (catalog: Catalog): DdlObject[] => {
  const index = indexCatalog(catalog);
  return [
    ...writeSchemas(catalog),
    ...writeExtensions(catalog),
    ...writeCollations(catalog),
    ...writeEnums(catalog),
    ...writeComposites(catalog),
    ...writeDomains(catalog),
    ...writeRanges(catalog),
    ...writeFunctions(catalog),
    ...writeAggregates(catalog),
    ...writeOperators(catalog),
    ...writeOperatorFamilies(catalog),
    ...writeOperatorClasses(catalog),
    ...writeCasts(catalog),
    ...writeTextSearch(catalog),
    ...writeForeignDataWrappers(catalog),
    ...writeForeignServers(catalog),
    ...writeSequences(catalog),
    ...writeTables(catalog, index),
    ...writeViews(catalog, index),
    ...writeConstraints(catalog),
    ...writeNotNulls(catalog),
    ...writeIndexes(catalog),
    ...writeStatistics(catalog),
    ...writeRules(catalog),
    ...writeTriggers(catalog),
    ...writePolicies(catalog),
    ...writePublications(catalog),
    ...writeEventTriggers(catalog),
  ];
};
