import type { RunJson } from '../run-schema.js';

/** Equal for two readings of an unchanged run. */
export const textOfRun = (run: RunJson): string =>
  JSON.stringify({ ...run, activities: run.activities.map(({ heartbeat_age_ms: _, ...activity }) => activity) });
