import type { Catalog } from '../catalog/read-families.js';
import type { DdlKind } from '../ddl/ddl-object.js';
import type { PublishAddition } from '../profiles/publish-additions.js';

/** A generation's empty tables, and all that follows when their rows are in. */
export interface Staging {
  readonly schemas: readonly StagedSchema[];
  /** Constraints, indexes, triggers and the like, in an order in which they can be made one after the other. */
  readonly later: readonly LaterObject[];
  /** What runs functions whose text calls others by true names. */
  readonly bound: NameBound;
  /** For `underTrueNames`. */
  readonly names: TrueNames;
  /** Owners, comments and grants of all objects; after `later`. */
  readonly grants: readonly string[];
  /** Fills the materialised views; after `grants`. */
  readonly refresh: readonly string[];
  /**
   * Event triggers and publications that the target lacks, and what is said at a platform's own objects, under true
   * names: for the transaction of the publish, after it has renamed.
   */
  readonly atPublish: readonly PublishAddition[];
  /** What is there before the rows, as `type name`, with the privileges that it is born with. */
  readonly early: ReadonlySet<string>;
  /** The catalogue as it was when everything had been made, under staging's names: what the result has to equal. */
  readonly reference: Catalog;
  /** What a person should know; each a sentence. */
  readonly warnings: readonly string[];
}

/**
 * What has to run under true names. The text of a function stays as it is at the source: `public.helper` in it is the
 * live one for as long as the function stands in staging, or nothing, and an index made by it would be wrong.
 */
export interface NameBound {
  /** Under true names; after all of `later`. */
  readonly later: readonly LaterObject[];
  /** Tables that get an index or statistics by `later`, to be analysed then; quoted true names. */
  readonly analyze: readonly string[];
  /** Under true names; after `grants`. */
  readonly refresh: readonly string[];
  /**
   * Tables whose rows run such a function as they come in: by a check, a generated column, a domain. Staging's names,
   * quoted.
   */
  readonly tables: readonly string[];
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
  /** Of a partition's index: the index of the partitioned table that it becomes a part of. */
  readonly attachedTo?: string;
  /** Ids of others that must be there before. */
  readonly needs: readonly string[];
}

/** An extension that has to be somewhere else while the statements of a source run. */
export interface MovedExtension {
  readonly name: string;
  /** Its schema at the target, and the one that the source's statements name it in; true names both. */
  readonly from: string;
  readonly to: string;
}

/** How `takeTrueNames` gives staging the names of what is live. */
export interface TrueNames {
  readonly schemas: readonly StagedSchema[];
  /** Those of `schemas` that exist live. */
  readonly live: ReadonlySet<string>;
  readonly extensions: readonly MovedExtension[];
}
