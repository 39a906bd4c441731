import type { Command } from 'commander';
import { InvalidArgumentError, Option } from 'commander';
import type { NotificationJson } from '../../api/notifications/routes.js';
import type { NotificationState } from '../../contracts/notifications/notification.js';
import { NOTIFICATION_STATES } from '../../contracts/notifications/notification.js';
import type { CommandContext } from '../context.js';
import { printRows } from '../output/print-rows.js';
import type { Column } from '../output/table.js';
import type { Clock } from '../output/when.js';

interface ListFlags {
  readonly pipeline?: string;
  readonly run?: string;
  readonly state?: NotificationState;
  readonly limit: number;
  readonly json?: boolean;
}

/** `stevedore notifications list|resend|test`: who was told of what, and whether it arrived. */
export const addNotificationsCommands = (program: Command, context: CommandContext): void => {
  const notifications = program.command('notifications').description('who was told of what, and whether it arrived');
  const { out, err } = context;

  notifications
    .command('list')
    .description('list what receivers were told, the newest first')
    .option('--pipeline <name>', 'only of this pipeline')
    .option('--run <id>', 'only of this run')
    .addOption(new Option('--state <state>', 'only those that are so').choices(NOTIFICATION_STATES))
    .option('--limit <count>', 'how many', countOption, 50)
    .option('--json', 'print JSON')
    .action(async ({ pipeline, run, state, limit, json }: ListFlags) => {
      const api = await context.api();
      const query = new URLSearchParams({
        limit: String(limit),
        ...(pipeline === undefined ? {} : { pipeline }),
        ...(run === undefined ? {} : { run_id: run }),
        ...(state === undefined ? {} : { state }),
      });
      const { notifications: found } = await api.get<{ notifications: readonly NotificationJson[] }>(
        `/api/v1/notifications?${query.toString()}`,
      );
      if (json) out(`${JSON.stringify(found)}\n`);
      else printRows(context, found, columnsOf);
      if (found.length === 0) err('Nobody was told of anything\n');
      else if (!json && found.some((one) => one.state === 'failed'))
        err('To send one again: stevedore notifications resend ID\n');
    });

  notifications
    .command('resend')
    .description('send a notification again: the same body with the same id')
    .argument('<id>', 'its id, as "notifications list" shows it')
    .option('--json', 'print JSON')
    .action(async (id: string, { json }: { readonly json?: boolean }) => {
      const api = await context.api();
      const sent = await api.post<NotificationJson>(`/api/v1/notifications/${encodeURIComponent(id)}/resend`, {});
      out(json ? `${JSON.stringify(sent)}\n` : `${sent.id} is on its way to "${sent.receiver}"\n`);
    });

  notifications
    .command('test')
    .description('send a receiver of the configuration a test')
    .argument('<receiver>', 'its name in "notifications"')
    .option('--json', 'print JSON')
    .action(async (receiver: string, { json }: { readonly json?: boolean }) => {
      const api = await context.api();
      const sent = await api.post<NotificationJson>('/api/v1/notifications/test', { receiver });
      out(
        json
          ? `${JSON.stringify(sent)}\n`
          : `${sent.id} is on its way; "stevedore notifications list" shows whether it arrives\n`,
      );
    });
};

const columnsOf = (clock: Clock): readonly Column<NotificationJson>[] => [
  { title: 'WHEN', of: ({ created_at: at }) => clock.brief(at) },
  { title: 'RECEIVER', of: ({ receiver }) => receiver, atLeast: 8 },
  { title: 'EVENT', of: ({ event }) => event },
  { title: 'PIPELINE', of: ({ pipeline }) => pipeline ?? '', atLeast: 8, rank: 3 },
  { title: 'STATE', of: ({ state, tries }) => (tries > 1 ? `${state} (${tries} tries)` : state) },
  { title: 'ID', of: ({ id }) => id, rank: 2 },
  { title: 'ERROR', of: ({ state, error }) => (state === 'delivered' ? '' : (error ?? '')), atLeast: 8, rank: 4 },
];

const countOption = (text: string): number => {
  const count = Number(text);
  if (Number.isInteger(count) && count >= 1 && count <= 200) return count;
  throw new InvalidArgumentError('It is a number from 1 to 200.');
};
