import * as z from 'zod';
import type { Kind } from '../contracts/kinds.js';
import type { NotificationEvent } from '../contracts/notifications/events.js';
import { databaseSyncKind } from './database-sync/pipeline-kind.js';
import { dumpImportKind } from './dump-import/pipeline-kind.js';
import { maintenanceKind } from './maintenance/pipeline-kind.js';
import { tableExportKind } from './table-export/pipeline-kind.js';
import { tableImportKind } from './table-import/pipeline-kind.js';
import type { PipelineKind } from './pipeline-kind.js';

const PIPELINE_KINDS: { readonly [K in Kind]: PipelineKind<K> } = {
  'database-sync': databaseSyncKind,
  'dump-import': dumpImportKind,
  maintenance: maintenanceKind,
  'table-export': tableExportKind,
  'table-import': tableImportKind,
};

/** A block of a pipeline after the schema: the rest is known to its kind. */
export interface PipelineBlock {
  readonly kind: Kind;
  /** What receivers are told of it, by their names. */
  readonly notifications?: Readonly<Record<string, readonly NotificationEvent[]>>;
}

/** How pipelines of a kind are written. */
export const pipelineKind = (kind: Kind): PipelineKind<Kind> => PIPELINE_KINDS[kind];

/** An entry of `pipelines:`, of whatever kind. */
export const pipelineBlock = (): z.ZodType<PipelineBlock> => {
  const blocks = Object.values<PipelineKind<Kind>>(PIPELINE_KINDS).map(({ block }) => block);
  const [first, ...rest] = blocks;
  if (first === undefined) throw new Error('There is no kind of pipeline');
  return rest.length === 0 ? first : z.discriminatedUnion('kind', [first, ...rest]);
};
