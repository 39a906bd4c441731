/**
 * How a worker names itself to Temporal: `<process>@<host>/<installation>`. Temporal shows it beside every step, and
 * `check` reads from it whose worker answers.
 */
export const workerIdentity = (pid: number, hostId: string, installation: string): string =>
  `${pid}@${hostId}/${installation}`;

/**
 * The installation that a worker's identity names; undefined for a worker of 0.1, and for a program that is not
 * Stevedore.
 */
export const installationOf = (identity: string): string | undefined => IN_IDENTITY.exec(identity)?.[1];

const IN_IDENTITY = /^\d+@.+\/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/s;
