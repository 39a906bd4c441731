/** What is ours in a target's database: the schema of PostgreSQL, the database of MySQL. */
export const CONTROL_SCHEMA = 'stevedore';

/** How far the writing of each file of a run has come. */
export const LEDGER_TABLE = 'import_ledger';

export const REJECTS_TABLE = 'import_rejects';

/**
 * What the staging tables of a run begin with. The end of its id is random; its beginning is the time, which two runs
 * may share.
 */
export const stagingPrefix = (runId: string): string => `stg_${runId.replaceAll('-', '').slice(-12)}_`;

/** The table that a file of a run is staged in; its side table has `_out` behind that. */
export const stagingName = (runId: string, fileNo: number): string => `${stagingPrefix(runId)}${fileNo}`;
