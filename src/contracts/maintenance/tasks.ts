/**
 * What a maintenance run can do, in the order in which it does it. `prune`: delete runs past their retention.
 * `sweep`: remove what ended runs left on the target. `verify`: compare what is live with what was published. `sync`:
 * run failed syncs of sources again, and remove what is old of them.
 */
export const MAINTENANCE_TASKS = ['prune', 'sweep', 'verify', 'sync'] as const;

export type MaintenanceTask = (typeof MAINTENANCE_TASKS)[number];

/** Those of a pipeline that does not say otherwise. */
export const USUAL_TASKS = ['prune', 'sweep', 'verify'] as const satisfies readonly MaintenanceTask[];

/** The name of the pipeline that exists if no maintenance pipeline is configured. */
export const STANDARD_MAINTENANCE = 'maintenance';
