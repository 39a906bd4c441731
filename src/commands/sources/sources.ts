import type { Command } from 'commander';
import type { CommandContext } from '../context.js';
import { durationOption } from '../runs/run.js';
import { describeSync } from './describe-sync.js';
import type { SyncJson } from '../../api/table-import/source-sync/sync-schema.js';
import { columnOption } from './column-option.js';
import type { SyncFlags } from './sync-source.js';
import { syncSource } from './sync-source.js';

/** `stevedore sources sync|status|resume|retry`: sources that are synced into the catalogue of `source_sync`. */
export const addSourcesCommands = (program: Command, context: CommandContext): void => {
  const sources = program.command('sources').description('sources that are synced into the catalogue of source_sync');
  const { out, err } = context;

  sources
    .command('sync')
    .argument('<source>', 'a path in files.allow, sftp://CONNECTION/PATH, a folder, or the address of a REST API')
    .description('sync a source into the catalogue; with --wait, until it has ended')
    .requiredOption('--type <type>', 'csv, json, api, folder or usb')
    .option('--into <table>', 'content_index or catalog_items; default: content_index')
    .option('--content-type <type>', 'of content: music, video, movie, game …')
    .option('--map <column=name>', 'a column, and its name or path in the source; repeatable', columnOption)
    .option('--data-path <path>', 'of json and api: where the items are, such as data.items')
    .option('--options <json>', 'further options, as POST /v1/sync/trigger takes them')
    .option('--dry-run', 'do everything and roll it back: the counts say what would be')
    .option('--wait', 'until the sync has ended')
    .option('--timeout <duration>', 'with --wait: exit with 5 after so long (30m); the sync goes on', durationOption)
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExit codes: 0 completed, 1 failed, 2 usage, 4 cancelled, 5 still under way')
    .action((source: string, flags: SyncFlags) => syncSource(context, source, flags));

  sources
    .command('status')
    .argument('[number]', 'a sync; without it, how many there are of each state')
    .description('show a sync, or how many there are of each state')
    .option('--json', 'print JSON')
    .action(async (number: string | undefined, { json }: { json?: boolean }) => {
      const api = await context.api();
      if (number === undefined) {
        const { data } = await api.get<{ data: Readonly<Record<string, number>> }>('/v1/sync/stats');
        const lines = Object.entries(data).map(([state, count]) => `${state.padEnd(12)} ${count}\n`);
        out(json ? `${JSON.stringify(data)}\n` : lines.join(''));
        return;
      }
      const { data } = await api.get<{ data: SyncJson }>(`/v1/sync/${encodeURIComponent(number)}`);
      out(json ? `${JSON.stringify(data)}\n` : describeSync(data));
    });

  for (const [verb, description] of [
    ['resume', 'start the syncs that are pending'],
    ['retry', 'run failed syncs again that a repeat may heal'],
  ] as const) {
    sources
      .command(verb)
      .description(description)
      .option('--json', 'print JSON')
      .action(async ({ json }: { json?: boolean }) => {
        const api = await context.api();
        const answer = await api.post<{ message?: string }>(`/v1/sync/${verb}`, {});
        err(`${answer.message ?? 'Done'}\n`);
        if (json) out(`${JSON.stringify(answer)}\n`);
      });
  }
};
