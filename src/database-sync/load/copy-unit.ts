import type { CopyTo, SourceTable } from '../source/sync-source.js';
import type { StagedSchema, Staging } from '../stage/staging.js';
import { quoteName, quoteQualified } from '../../connectors/postgres/quote-name.js';
import { groupBy } from '../group-by.js';

/** What one transaction of the target fills: a table, or a partitioned table by which its partitions' rows go. */
export interface CopyUnit {
  /** True names. */
  readonly schema: string;
  readonly name: string;
  /** In staging, quoted. */
  readonly place: string;
  /** Of `place`: the list after its name in a COPY, or nothing where there is no column to name. */
  readonly list: string;
  /** Whose rows go there. */
  readonly sources: readonly SourceTable[];
  readonly bytes: number;
  /** Whether rows are spread over the partitions by the target. */
  readonly spread: boolean;
  /** Whether its rows run functions whose text has true names, so that they have to come in under these. */
  readonly bound: boolean;
  /** Of a large table that would be copied last and alone: its parts, which are copied beside one another. */
  readonly parts: readonly CopyTo[];
}

export interface SplitOptions {
  /** Tables at a time. */
  readonly jobs: number;
  /** A smaller table is copied as a whole. */
  readonly splitBytes: number;
}

/**
 * Puts the tables together whose rows go by one partitioned table; in the order of the source. A table that is more
 * than one job’s share of all is split, because the other jobs would have nothing to do at the end.
 */
export const planUnits = (
  tables: readonly SourceTable[],
  { schemas, bound }: Pick<Staging, 'schemas' | 'bound'>,
  { jobs, splitBytes }: SplitOptions,
): CopyUnit[] => {
  const runsByName = new Set(bound.tables);
  const share = tables.reduce((sum, { sourceBytes }) => sum + sourceBytes, 0) / jobs;
  const partsOf = ({ sourceBytes, split }: SourceTable): readonly CopyTo[] =>
    sourceBytes < splitBytes || sourceBytes <= share
      ? []
      : (split?.(Math.min(jobs, Math.ceil(sourceBytes / share))) ?? []);
  const stagingOf = new Map(schemas.map(({ name, staging }) => [name, staging]));
  const groups = groupBy(tables, ({ schema, name, through }) => JSON.stringify(through ?? { schema, name }));
  return [...groups.values()].flatMap((sources) => {
    const [first] = sources;
    if (first === undefined) return [];
    const { schema, name } = first.through ?? first;
    const columns = first.columns.map(quoteName).join(', ');
    const places = (each: { readonly schema: string; readonly name: string }) =>
      quoteQualified(stagingOf.get(each.schema) ?? each.schema, each.name);
    const isBound = [{ schema, name }, ...sources].some((each) => runsByName.has(places(each)));
    return [
      {
        schema,
        name,
        place: places({ schema, name }),
        list: columns === '' ? '' : ` (${columns})`,
        sources,
        bytes: sources.reduce((sum, { sourceBytes }) => sum + sourceBytes, 0),
        spread: first.through !== undefined,
        bound: isBound,
        parts: first.through === undefined && !isBound ? partsOf(first) : [],
      },
    ];
  });
};

/** The tables whose rows are in when the unit is: as others name it, and as they name its partitions. */
export const namesOf = ({ place, sources }: CopyUnit, schemas: readonly StagedSchema[]): string[] => {
  const stagingOf = new Map(schemas.map(({ name, staging }) => [name, staging]));
  return [place, ...sources.map(({ schema, name }) => quoteQualified(stagingOf.get(schema) ?? schema, name))];
};
