/**
 * A worker's identity in Temporal: `<process>@<host>/<installation>`. Temporal shows it beside every step, and `check`
 * reads from it whose worker answers.
 */
export const workerIdentity = (pid: number, hostId: string, installation: string): string =>
  `${pid}@${hostId}/${installation}`;

/** Returns the installation in a worker's identity; undefined for a worker of 0.1 and for other programs. */
export const installationOf = (identity: string): string | undefined => IN_IDENTITY.exec(identity)?.[1];

const IN_IDENTITY = /^\d+@.+\/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/s;
