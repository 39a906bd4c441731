import type { Client } from '@temporalio/client';
import { StevedoreError } from '../../contracts/errors.js';
import { SEARCH_ATTRIBUTES } from '../../contracts/temporal-names.js';
import { grpcCode, within } from './within.js';

/**
 * Registers what runs are found by; repeatable. An unregistered attribute would hang a run silently.
 * `unmanaged` says that this server lets nobody register from here (Temporal Cloud): an operator must have done it.
 * Throws CONFIG_INVALID where an attribute exists with another type.
 */
export const registerSearchAttributes = async (
  client: Client,
  timeoutMs = 5_000,
): Promise<'registered' | 'unmanaged'> => {
  const { operatorService } = client.connection;
  const { namespace } = client.options;
  const wanted = Object.fromEntries(Object.values(SEARCH_ATTRIBUTES).map(({ name }) => [name, KEYWORD]));
  return within(client, { ms: timeoutMs, action: 'Registering search attributes', repeat: true }, async () => {
    try {
      await operatorService.addSearchAttributes({ namespace, searchAttributes: wanted });
      // A name that exists with another type is accepted and ignored, hence the second look.
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
    `Registering search attributes: "${names.join('", "')}" exists in the namespace "${namespace}" with another type than Keyword; ` +
      'remove it, or use another namespace',
    { details: { namespace } },
  );
