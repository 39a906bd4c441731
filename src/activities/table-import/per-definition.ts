import { STANDARD_TABLE_IMPORT } from '../../contracts/table-import/names.js';
import { definitionIdOf } from '../../contracts/definitions/import-definition.js';
import { openDefinition } from '../../contracts/definitions/open-definition.js';
import { sourceSecrets } from '../../contracts/definitions/source-secrets.js';
import type { ActivityDeps } from '../activity-deps.js';
import { anyPipelineSettings } from '../run/pipeline-settings.js';

/** What tells the definition of a step: its own name, or that of one of its connections. */
interface Asked {
  readonly pipeline?: string;
  readonly definition?: string;
  readonly connection?: string;
}

type Steps = Record<string, (request: never) => Promise<unknown>>;

/**
 * Activities that work, for a run of a definition, with settings in which the definition stands for the block of the
 * run's pipeline, and its connections beside those of the configuration. They add DEFINITION_UNKNOWN, SECRET_UNKNOWN
 * and SECRETS_UNAVAILABLE to the terminal codes of each.
 */
export const perDefinition = <T extends Steps>(deps: ActivityDeps, create: (deps: ActivityDeps) => T): T => {
  const plain = create(deps);
  const step = (name: keyof T) => async (request: Asked) => {
    const id = request.definition ?? definitionIdOf(request.connection ?? '');
    const steps = id === undefined ? plain : create(await depsFor(deps, request.pipeline, id));
    return (steps[name] as (request: Asked) => Promise<unknown>)(request);
  };
  return Object.fromEntries(Object.keys(plain).map((name) => [name, step(name)])) as unknown as T;
};

const depsFor = async (deps: ActivityDeps, pipeline = STANDARD_TABLE_IMPORT, id: string): Promise<ActivityDeps> => {
  const { settings, store } = deps;
  const { definition, connections } = await openDefinition(store, id);
  const { source, tables, seen } = definition;
  deps.learnSecrets(connections, source === undefined ? [] : sourceSecrets(source));
  const { source: _, ...base } = anyPipelineSettings(settings, 'table-import', pipeline);
  const own = { ...base, tables, seen, ...(source === undefined ? {} : { source }) };
  return {
    ...deps,
    settings: {
      ...settings,
      connections: [...settings.connections, ...connections],
      pipelines: [...settings.pipelines.filter(({ name }) => name !== pipeline), own],
    },
  };
};
