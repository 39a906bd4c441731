import type { Command } from 'commander';
import { apiUrl } from '../contracts/api-url.js';
import { isStevedoreError, StevedoreError } from '../contracts/errors.js';
import type { Settings, StoreSettings } from '../contracts/settings.js';
import { installationOf } from '../contracts/worker-identity.js';
import type { CopyProgress } from '../store/copy/copy-store.js';
import type { CommandContext } from './context.js';

interface Flags {
  readonly to: string;
  readonly from?: string;
  readonly json?: boolean;
}

export const addStoreCommands = (program: Command, context: CommandContext): void => {
  const store = program.command('store').description('the database in which runs, log lines and generations are kept');
  store
    .command('copy')
    .description('copy all records to an empty store on another server, of the same kind or another, and verify them')
    .requiredOption('--to <config>', 'the configuration file whose store is the target')
    .option('--from <config>', 'the configuration file whose store is the source (default: --config)')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      '\nStop the worker and the server first; start them afterwards with the configuration that names the new store.',
    )
    .action(async (flags: Flags) => {
      const source = flags.from === undefined ? await context.settings() : await context.settingsOf(flags.from);
      const target = await context.settingsOf(flags.to);
      await refuseRunningPrograms(source, context);
      const onProgress = progressOf(context);
      const { tables } = await context.copyStore(source.store, target.store, {
        onProgress,
        signal: context.interrupted,
      });
      if (flags.json)
        context.out(
          `${JSON.stringify({ ok: true, from: describe(source.store), to: describe(target.store), tables })}\n`,
        );
      else {
        for (const { table, rows, sum } of tables)
          context.out(`${table.padEnd(14)}${String(rows).padStart(12)} rows  sha256 ${sum.slice(0, 16)}\n`);
        context.out(
          `${describe(target.store)} now holds everything of ${describe(source.store)}; start the worker and the server with "${flags.to}"\n`,
        );
      }
    });
};

/** Checks for programs on other machines, as far as they can be seen. The copy itself counts sessions on the store. */
const refuseRunningPrograms = async (settings: Settings, context: CommandContext): Promise<void> => {
  const url = apiUrl(settings.api);
  const answer = await fetch(`${url}/health/live`, { signal: AbortSignal.timeout(2_000) }).catch(() => undefined);
  if (answer?.ok === true) throw refused(`the API answers at "${url}"; stop it first`);
  // Loaded here: other commands start without a connector.
  const [{ connectTemporal }, { createRunClient }] = await Promise.all([
    import('../connectors/temporal/connect-temporal.js'),
    import('../connectors/temporal/run-client.js'),
  ]);
  const client = connectTemporal(settings.temporal);
  try {
    const workers = await createRunClient(client).workers();
    if (workers.length === 0) return;
    const store = await context.openStore(settings.store);
    const installation = await store.installation().finally(() => store.close());
    const ours = workers.find(({ identity }) => [undefined, installation].includes(installationOf(identity)));
    if (ours !== undefined) throw refused(`the worker "${ours.identity}" is alive; stop it first`);
  } catch (error) {
    if (isStevedoreError(error) && error.code !== 'TEMPORAL_UNREACHABLE') throw error;
    context.err('Temporal does not answer, so it is unknown whether a worker is alive; make sure that none is\n');
  } finally {
    await client.connection.close();
  }
};

const refused = (state: string) => new StevedoreError('STORE_COPY_REFUSED', `Cannot copy the store: ${state}`);

const describe = (store: StoreSettings): string => {
  const server = 'socket' in store.address ? store.address.socket : `${store.address.host}:${store.address.port}`;
  return store.kind === 'mysql'
    ? `mysql ${server}, schema "${store.schema}"`
    : `postgres ${server}, database "${store.database}", schema "${store.schema}"`;
};

const EVERY_MS = 2_000;

/** One line per table, and one every two seconds for a long one. */
const progressOf = ({ err }: CommandContext) => {
  let shown = Date.now();
  return ({ step, table, rows, done }: CopyProgress): void => {
    if (!done && Date.now() - shown < EVERY_MS) return;
    shown = Date.now();
    err(`${step === 'copy' ? 'copied' : 'verified'}  ${table}: ${rows} rows${done ? '' : ' so far'}\n`);
  };
};
