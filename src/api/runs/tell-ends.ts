import type { RunReader } from './read-runs.js';

/** A reader that tells when it has shown somebody the end of a run: what was read before must not be shown later. */
export const tellEnds = (reader: RunReader, tell: () => void): RunReader => ({
  ...reader,
  byId: async (runId) => {
    const found = await reader.byId(runId);
    if (found.run.status !== 'running') tell();
    return found;
  },
});
