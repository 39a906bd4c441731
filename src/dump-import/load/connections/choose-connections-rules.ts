/**
 * Chooses how many connections load and prove tables in parallel. `auto` is two per server core: while one waits for
 * the disk, another keeps the core busy. MariaDB reports its cores; MySQL does not, and is assumed to have as many as
 * the worker's host.
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

/** How many of them beside a large table: one a core. What the configuration says it says for every table. */
export const besideLarge = (wanted: number | 'auto', connections: number): number =>
  wanted === 'auto' ? Math.max(FEWEST, Math.floor(connections / 2)) : connections;

const FEWEST = 2;
/** The live site is on the same server. */
const MOST = 8;
