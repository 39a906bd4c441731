import type { Command } from 'commander';
import { StevedoreError } from '../../contracts/errors.js';
import type { CommandContext } from '../context.js';

/** `stevedore secrets rotate`: what was given by API is encrypted with the newest key. */
export const addSecretsCommands = (program: Command, context: CommandContext): void => {
  program
    .command('secrets')
    .description('secrets that were given by API, such as passwords of connections')
    .command('rotate')
    .description('encrypt all of them with secrets.key; runs may be open')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      '\n1. Make a key (openssl rand -base64 32), set it as secrets.key, and add the one before to secrets.previous_keys.' +
        '\n2. Restart the worker and the server: both keys open now, the new one encrypts.' +
        '\n3. stevedore secrets rotate' +
        '\n4. Remove the key from secrets.previous_keys, and restart at leisure.',
    )
    .action(async ({ json }: { json?: boolean }) => {
      const { store: where, secretKeys } = await context.settings();
      if (secretKeys.length === 0) {
        throw new StevedoreError(
          'SECRETS_UNAVAILABLE',
          'Cannot rotate secrets: the configuration has no "secrets.key"; there is nothing to encrypt with',
        );
      }
      const store = await context.openStore(where, { secretKeys });
      try {
        const { rotated, unreadable } = await store.secrets.rotate();
        const done = `${rotated} secrets are encrypted anew`;
        if (json) context.out(`${JSON.stringify({ rotated, unreadable })}\n`);
        else if (unreadable.length === 0) context.out(`${done}; none needs secrets.previous_keys any more\n`);
        else context.out(`${done}\n`);
        if (unreadable.length > 0) throw unopened(unreadable);
      } finally {
        await store.close();
      }
    });
};

const unopened = (owners: readonly string[]): StevedoreError => {
  const shown = owners.slice(0, MOST_SHOWN).join(', ');
  const more = owners.length > MOST_SHOWN ? `, and ${owners.length - MOST_SHOWN} more` : '';
  return new StevedoreError(
    'SECRETS_UNAVAILABLE',
    `Cannot open ${owners.length} secrets, of ${shown}${more}: no key of the configuration fits; add the key to "secrets.previous_keys" and rotate again, or give the secrets again`,
  );
};

const MOST_SHOWN = 20;
