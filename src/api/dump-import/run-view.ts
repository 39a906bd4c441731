import { z } from '@hono/zod-openapi';
import type { GuardName } from '../../contracts/dump-import/guards.js';
import { GUARD_NAMES } from '../../contracts/dump-import/guards.js';
import { filesOf } from '../../contracts/dump-import/snapshot.js';
import type { RunKindView } from '../runs/run-kind-view.js';
import { busiestStep, refineProgress } from './progress.js';

/** The runs of dump imports in `/api/v1/runs`: names as in seed 000. */
export const dumpImportView: RunKindView<'dump-import'> = {
  parks: true,
  startFields: {
    force: z.boolean().optional().describe('Import whatever freshness says; default: false'),
    from: z
      .string()
      .max(4_096)
      .regex(/^\/[^\u0000]*$/, 'must be an absolute path')
      .optional()
      .describe(
        "A folder of the worker's host, in one of files.allow, whose archives are imported whatever freshness says; " +
          "default: the pipeline's source",
      ),
    override_guards: z
      .array(z.enum(GUARD_NAMES))
      .optional()
      .describe('Publish whatever these guards find, for this run; default: none'),
  },
  beyond: ({ from }) => (from === undefined ? [] : ['from']),
  input: ({ kind, pipeline, trigger, by }, { force, from, override_guards: overrides = [] }) => ({
    kind,
    pipeline,
    trigger,
    by,
    force: (force as boolean | undefined) ?? from !== undefined,
    ...(from === undefined ? {} : { from: from as string }),
    ...((overrides as GuardName[]).length === 0 ? {} : { overrideGuards: [...new Set(overrides as GuardName[])] }),
  }),
  progress: (snapshot, running, settings) => ({
    step: busiestStep(snapshot, running),
    progress: refineProgress(snapshot, running, settings?.databases.length ?? 0),
  }),
  json: (snapshot) => {
    const { remote, downloaded, extracted, imported } = filesOf(snapshot);
    const files = {
      remote: remote.map(({ filename, size, modTime, isNewer }) => ({
        filename,
        size,
        mod_time: modTime,
        is_newer: isNewer,
      })),
      downloaded,
      extracted,
      imported,
    };
    return { files };
  },
  databases: ({ databases }) => databases.map(({ name }) => name),
};
