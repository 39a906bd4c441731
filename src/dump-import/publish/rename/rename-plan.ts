import {
  CONTROL_SCHEMA,
  currentToken,
  nextToken,
  previousToken,
  stagingSchema,
} from '../../../contracts/dump-import/target-names.js';

export interface QualifiedName {
  readonly schema: string;
  readonly table: string;
}

export interface Rename {
  readonly from: QualifiedName;
  readonly to: QualifiedName;
}

export interface DatabaseTables {
  readonly database: string;
  /** The schema that the live tables move to. */
  readonly retired: string;
  readonly live: readonly string[];
  readonly staged: readonly string[];
  /** Live tables that stay although the dump does not have them. */
  readonly kept: readonly string[];
}

export interface RenamePlanInput {
  readonly pipeline: string;
  readonly epoch: number;
  readonly hasCurrentToken: boolean;
  /** Where the token of the live generation goes. @default the previous generation's place */
  readonly currentTokenTo?: string;
  readonly databases: readonly DatabaseTables[];
}

/**
 * Builds the one statement that publishes: first the tokens, so that a fenced-off worker fails at the first name, then
 * every live table to its retired schema, then every staging table to live. A kept table stays unless the dump has one
 * of its name.
 */
export const planRename = ({
  pipeline,
  epoch,
  hasCurrentToken,
  currentTokenTo,
  databases,
}: RenamePlanInput): Rename[] => {
  const token = (table: string): QualifiedName => ({ schema: CONTROL_SCHEMA, table });
  const retire = hasCurrentToken
    ? [{ from: token(currentToken(pipeline)), to: token(currentTokenTo ?? previousToken(pipeline)) }]
    : [];
  const commit = { from: token(nextToken(pipeline, epoch)), to: token(currentToken(pipeline)) };
  const leaving = databases.flatMap(({ database, retired, live, staged, kept }) =>
    live
      .filter((table) => staged.includes(table) || !kept.includes(table))
      .map((table) => ({ from: { schema: database, table }, to: { schema: retired, table } })),
  );
  const arriving = databases.flatMap(({ database, staged }) =>
    staged.map((table) => ({ from: { schema: stagingSchema(database), table }, to: { schema: database, table } })),
  );
  return [...retire, commit, ...leaving, ...arriving];
};
