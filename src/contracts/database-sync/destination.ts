import type { ConnectionOf } from '../connections/connection.js';
import type { SyncSettings } from './settings.js';

/**
 * Why nothing may be written into a database, by its name and address alone: before anything is sent to its server.
 * Undefined where nothing speaks against it.
 */
export const refusalOf = (
  { name, address }: ConnectionOf<'postgres'>,
  { destinations, protected: kept }: Pick<SyncSettings, 'destinations' | 'protected'>,
): string | undefined => {
  if (kept.includes(name)) return 'it is protected (sync.protected)';
  if (destinations !== undefined)
    return destinations.includes(name) ? undefined : 'it is not listed in sync.destinations (SYNC_DESTINATIONS)';
  return isThisMachine(address.host)
    ? undefined
    : 'its server is not this machine; list it in sync.destinations (SYNC_DESTINATIONS) to allow it';
};

/** Whether the text can only mean this machine: a socket, `localhost`, or an address of the loopback interface. */
export const isThisMachine = (host: string): boolean =>
  host.startsWith('/') || host.toLowerCase() === 'localhost' || isLoopbackAddress(host);

/** In the usual writing only: what looks like a number, or is written in another base, is no address here. */
export const isLoopbackAddress = (address: string): boolean =>
  address === '::1' || LOOPBACK.test(address.replace(/^::ffff:/i, ''));

const OCTET = '(?:0|[1-9]\\d?|1\\d\\d|2[0-4]\\d|25[0-5])';
const LOOPBACK = new RegExp(`^127\\.${OCTET}\\.${OCTET}\\.${OCTET}$`);
