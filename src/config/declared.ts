import { resolve } from 'node:path';
import type { Declared, LoadContext, PipelineContext } from './load-context.js';
import type { SettingsFile } from './settings-schema.js';
import { checkResource } from './table-import/check-resource.js';
import { resourceSettings } from './table-import/resource-settings.js';

/** What pipelines may name, and the checks of resources, which name it too. */
export const withDeclared = (file: SettingsFile, context: LoadContext): PipelineContext => {
  const declared: Declared = {
    connections: Object.fromEntries(Object.entries(file.connections).map(([name, { kind }]) => [name, kind])),
    resources: Object.fromEntries(
      Object.entries(file.resources).map(([name, block]) => [name, resourceSettings(name, block)]),
    ),
    folders: file.files.allow.map((folder) => resolve(context.machine.workingDirectory, folder)),
  };
  const whole = { ...context, declared };
  for (const [name, block] of Object.entries(file.resources)) checkResource(block, ['resources', name], whole);
  return whole;
};
