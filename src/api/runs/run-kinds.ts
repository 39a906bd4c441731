import { z } from '@hono/zod-openapi';
import { StevedoreError } from '../../contracts/errors.js';
import type { AnyRunInput, Kind, PipelineSettings } from '../../contracts/kinds.js';
import type { RunInput } from '../../contracts/runs/run-input.js';
import { databaseSyncView } from '../database-sync/run-view.js';
import { dumpImportView } from '../dump-import/run-view.js';
import { maintenanceView } from '../maintenance/run-view.js';
import { tableExportView } from '../table-export/run-view.js';
import { tableImportView } from '../table-import/run-view.js';
import type { Caller } from '../access/caller.js';
import type { RunKindView } from './run-kind-view.js';

const RUN_KINDS: { readonly [K in Kind]: RunKindView<K> } = {
  'database-sync': databaseSyncView,
  'dump-import': dumpImportView,
  maintenance: maintenanceView,
  'table-export': tableExportView,
  'table-import': tableImportView,
};

/** A run of a kind that this version does not know, from a store that a newer one has written. */
const UNKNOWN: RunKindView<Kind> = {
  startFields: {},
  input: (head) => head as AnyRunInput,
  progress: ({ step, progress }) => ({ step, progress }),
  json: () => ({}),
};

export const viewOfKind = (kind: Kind): RunKindView<Kind> =>
  (RUN_KINDS as Readonly<Record<string, RunKindView<Kind>>>)[kind] ?? UNKNOWN;

/** Databases that the pipeline fills. */
export const databasesOf = (pipeline: PipelineSettings): readonly string[] =>
  viewOfKind(pipeline.kind).databases?.(pipeline) ?? [];

/** What the start of some kind may say; which of them a pipeline's kind takes is checked by `inputOf`. */
export const startFields = (): Record<string, z.ZodType> => {
  const fields: Record<string, z.ZodType> = {};
  for (const view of Object.values<RunKindView<Kind>>(RUN_KINDS)) {
    for (const [name, field] of Object.entries(view.startFields)) {
      fields[name] = fields[name] === undefined ? field : z.union([fields[name], field]);
    }
  }
  return fields;
};

/** The input of a run of the pipeline. Throws REQUEST_INVALID for a field that its kind does not know. */
export const inputOf = (
  pipeline: PipelineSettings,
  head: Omit<RunInput, 'kind' | 'pipeline'>,
  given: Readonly<Record<string, unknown>>,
): AnyRunInput => {
  const { kind, name } = pipeline;
  const view = viewOfKind(kind);
  const checked = z.strictObject(view.startFields).safeParse(given);
  if (checked.success) return view.input({ ...head, kind, pipeline: name }, checked.data);
  const problems = checked.error.issues.map(({ path, message }) => `${path.join('.') || 'body'}: ${message}`);
  throw new StevedoreError(
    'REQUEST_INVALID',
    `Cannot use the body: for a pipeline of the kind "${kind}", ${problems.join('; ')}`,
    { details: { pipeline: name } },
  );
};

/** Throws PIPELINE_FORBIDDEN where a key for some pipelines only asks for more than its pipeline is configured with. */
export const assertWithin = (
  { name, pipelines }: Caller,
  pipeline: PipelineSettings,
  given: Readonly<Record<string, unknown>>,
): void => {
  const beyond = pipelines === undefined ? [] : (viewOfKind(pipeline.kind).beyond?.(given, pipeline) ?? []);
  if (beyond.length === 0) return;
  throw new StevedoreError(
    'PIPELINE_FORBIDDEN',
    `Cannot accept the request: the key "${name}" is for "${pipeline.name}" as it is configured, and "${beyond.join('", "')}" would reach beyond it; leave it out, or use another key`,
  );
};
