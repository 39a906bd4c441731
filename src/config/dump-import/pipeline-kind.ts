import { collectImportSecrets } from './import-secrets.js';
import type { PipelineKind } from '../pipeline-kind.js';
import { checkDatabases } from './check-databases.js';
import { checkPipeline } from './check-pipeline.js';
import type { ImportBlock } from './import-schema.js';
import { pipelineBlock } from './import-schema.js';
import { pipelineSettings } from './pipeline-settings.js';

/** `import:`, and the entries of `pipelines:` of the kind `dump-import`. */
export const dumpImportKind: PipelineKind<'dump-import', ImportBlock> = {
  block: pipelineBlock(),
  check: checkPipeline,
  settings: pipelineSettings,
  together: checkDatabases,
  needsTarget: true,
  secrets: collectImportSecrets,
};
