import { isOfKind } from '../../contracts/kinds.js';
import type { PipelineSettings } from '../../contracts/kinds.js';
import type { MaintenanceSettings } from '../../contracts/maintenance/settings.js';
import type { Path, Problems } from '../document/problems.js';

/** Refuses names of pipelines that do not exist, or that are themselves maintenance. */
export const checkNames = (
  maintained: readonly { readonly settings: MaintenanceSettings; readonly path: Path }[],
  problems: Problems,
  all: readonly PipelineSettings[],
): void => {
  const others = all.filter((pipeline) => !isOfKind('maintenance', pipeline));
  const known = others.map(({ name }) => `"${name}"`).join(', ');
  for (const { settings, path } of maintained) {
    for (const [index, name] of (settings.pipelines ?? []).entries()) {
      if (others.some((pipeline) => pipeline.name === name)) continue;
      const what = all.some((pipeline) => pipeline.name === name) ? 'is itself maintenance' : 'names no pipeline';
      problems.add([...path, 'pipelines', index], `${what}; ${known === '' ? 'there is none' : `there is ${known}`}`);
    }
  }
};
