import type { ReadyJson } from '../../api/health/routes.js';
import type { ApiClient } from '../api-client.js';
import type { CommandContext } from '../context.js';
import { styled } from '../output/style.js';
import { createClock } from '../output/when.js';

/** What the server cannot reach now; empty where it does not say. */
export const readAway = async (api: Pick<ApiClient, 'getAnyway'>): Promise<ReadyJson['away']> =>
  (await api.getAnyway<Partial<ReadyJson>>('/health').catch(() => undefined))?.away ?? [];

/** Says on stderr what is away, since when, and what still works. */
export const tellAway = (
  away: ReadyJson['away'],
  { err, outColumns }: Pick<CommandContext, 'err' | 'outColumns'>,
): void => {
  const clock = createClock({ forPerson: outColumns() !== undefined });
  for (const { name, since, stops, still_works: works } of away) {
    err(`${styled('yellow', `${NAMES[name]} is away`)}, since ${clock.full(since)}\n`);
    err(`  does not work: ${stops}\n  still works: ${works}\n`);
  }
};

const NAMES: Readonly<Record<ReadyJson['away'][number]['name'], string>> = {
  temporal: 'Temporal',
  worker: 'Every worker',
  store: 'The store',
  target: 'The target',
};
