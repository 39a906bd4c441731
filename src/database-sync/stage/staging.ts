import type { Catalog } from '../catalog/read-families.js';
import type { DdlKind } from '../ddl/ddl-object.js';

/** A generation's empty tables, and all that follows when their rows are in. */
export interface Staging {
  readonly schemas: readonly StagedSchema[];
  /** Constraints, indexes, triggers and the like, in an order in which they can be made one after the other. */
  readonly later: readonly LaterObject[];
  /** Owners, comments and grants of all objects; after `later`. */
  readonly grants: readonly string[];
  /** Fills the materialised views; after `grants`. */
  readonly refresh: readonly string[];
  /** Event triggers and publications that the target lacks: for the transaction of the publish, before it renames. */
  readonly atPublish: readonly string[];
  /** The catalogue as it was when everything had been made, under staging's names: what the result has to equal. */
  readonly reference: Catalog;
  /** What a person should know; each a sentence. */
  readonly warnings: readonly string[];
}

/** In a database of its own both names are the same. */
export interface StagedSchema {
  readonly name: string;
  readonly staging: string;
}

/** An object that is made when rows are in. All names are staging's, quoted. */
export interface LaterObject {
  /** Unlike any other's. */
  readonly id: string;
  readonly kind: DdlKind;
  /** For people: `imp_public.orders_pkey`. */
  readonly name: string;
  /** The table, or view, that it belongs to; absent for a function and the like. */
  readonly table?: string;
  /**
   * Tables whose rows must be in before: of a partitioned table its partitions, of a foreign key those of both sides.
   */
  readonly tables: readonly string[];
  /** One after the other. The first one makes it; the others set what belongs to it. */
  readonly statements: readonly string[];
  /**
   * Of a constraint whose index can be built beside the table's others: the index, and what makes the constraint of it
   * in place of `statements`.
   */
  readonly over?: { readonly index: string; readonly statements: readonly string[] };
  /** Ids of others that must be there before. */
  readonly needs: readonly string[];
}
