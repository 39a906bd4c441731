import type { ConnectionOf } from '../contracts/connections/connection.js';
import { probePooler } from '../connectors/postgres/probe-pooler.js';
import type { DestinationRules } from './check-destination.js';
import type { StoreSettings } from '../contracts/settings.js';
import { checkDestination, checkIdentity } from './check-destination.js';
import { checkStore } from './check-store.js';

export interface Ends {
  readonly source?: ConnectionOf<'postgres'>;
  readonly destination?: ConnectionOf<'postgres'>;
}

export interface EndsRules extends DestinationRules {
  /** Where the runs are kept, if the destination will be renamed. */
  readonly store?: StoreSettings;
}

/**
 * Finds what speaks against the databases of a copy before anything is written: what a person should know is returned.
 * Not a packet goes to a server that may not be written. Throws DESTINATION_REFUSED, POOLER_UNSUITABLE, and what the
 * log-in throws.
 */
export const checkEnds = async (
  { source, destination }: Ends,
  rules: EndsRules,
  signal?: AbortSignal,
): Promise<string[]> => {
  if (destination !== undefined) await checkDestination(destination, rules);
  const session = { applicationName: 'stevedore check', ...(signal === undefined ? {} : { signal }) };
  if (source !== undefined) await probePooler(source, session);
  if (destination === undefined) return [];
  await probePooler(destination, session);
  if (rules.store !== undefined) await checkStore(destination, rules.store, signal);
  const warnings: string[] = [];
  await checkIdentity(destination, rules, source, {
    warn: (text) => warnings.push(text),
    ...(signal === undefined ? {} : { signal }),
  });
  return warnings;
};
