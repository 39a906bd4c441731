import type { CheckResult } from '../../contracts/examine/check-result.js';
import type { PipelineSettings } from '../../contracts/kinds.js';
import type { Settings } from '../../contracts/settings.js';
import { checksOf } from './checks-of.js';

/** Makes the check of one pipeline, as `stevedore check` does it; a disabled one is checked as if it were enabled. */
export const createPipelineCheck =
  (settings: Settings, ...[readInstallation, openStore]: Parameters<typeof checksOf>) =>
  async (pipeline: PipelineSettings): Promise<readonly CheckResult[]> => {
    const narrowed = { ...settings, pipelines: [{ ...pipeline, enabled: true }] };
    const results: CheckResult[] = [];
    for (const check of checksOf(readInstallation, openStore)) results.push(...(await check(narrowed)));
    return results;
  };
