import type { Client } from '@temporalio/client';
import { StevedoreError } from '../../contracts/errors.js';
import { SEARCH_ATTRIBUTES } from '../../contracts/temporal-names.js';
import { grpcCode, within } from './within.js';

/**
 * Registers the search attributes of runs; idempotent. An unregistered attribute would hang a run silently.
 * `unmanaged`: this server does not allow registration from here (Temporal Cloud), so an operator must have done it.
 * Throws CONFIG_INVALID if an attribute exists with another type.
 */
export const registerSearchAttributes = async (
  client: Client,
  { ms = 5_000, tryMs = ms }: { readonly ms?: number; readonly tryMs?: number } = {},
): Promise<'registered' | 'unmanaged'> => {
  const { operatorService } = client.connection;
  const { namespace } = client.options;
  const wanted = Object.fromEntries(Object.values(SEARCH_ATTRIBUTES).map(({ name }) => [name, KEYWORD]));
  return within(client, { ms, tryMs, action: 'Cannot register search attributes', repeat: true }, async () => {
    try {
      await operatorService.addSearchAttributes({ namespace, searchAttributes: wanted });
      // A name that exists with another type is accepted and ignored, so check again.
      const { customAttributes } = await operatorService.listSearchAttributes({ namespace });
      const wrong = Object.keys(wanted).filter((name) => Number(customAttributes[name]) !== KEYWORD);
      if (wrong.length > 0) throw wrongType(wrong, namespace);
      return 'registered';
    } catch (error) {
      if (UNMANAGED.includes(grpcCode(error) ?? -1)) return 'unmanaged';
      throw error;
    }
  });
};

const KEYWORD = 2;
const UNMANAGED = [7, 12]; // PERMISSION_DENIED, UNIMPLEMENTED

const wrongType = (names: readonly string[], namespace: string): StevedoreError =>
  new StevedoreError(
    'CONFIG_INVALID',
    `Cannot register search attributes: "${names.join('", "')}" exists in the namespace "${namespace}" with another type than Keyword; ` +
      'remove it, or use another namespace',
    { details: { namespace } },
  );
