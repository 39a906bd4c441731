/**
 * How many connections load and prove tables side by side. By itself it is two a core of the server: while one waits
 * for the disk another one keeps the core busy. MariaDB tells its cores, MySQL does not, and is then taken for a server
 * like the worker's host.
 */
export const chooseConnections = (
  wanted: number | 'auto',
  server: { readonly processors?: number; readonly galera: boolean },
  ownProcessors: number,
): number => {
  if (wanted !== 'auto') return wanted;
  if (server.galera) return FEWEST;
  return Math.min(MOST, Math.max(FEWEST, 2 * (server.processors ?? ownProcessors)));
};

const FEWEST = 2;
/** The live site is on the same server. */
const MOST = 8;
