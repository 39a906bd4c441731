import type { RunJson } from '../api/types.js';

/** Tells a run from others of its pipeline, where it is spoken of elsewhere. */
export const nameOfRun = ({ pipeline, run_id: id }: RunJson): string => `${pipeline}, ${id.slice(0, 8)}`;
