import type { Command } from 'commander';
import { InvalidArgumentError, Option } from 'commander';
import type { KeyJson, NewKeyJson, RotatedKeyJson } from '../../api/access/key-routes.js';
import { parseDuration } from '../../config/fields/duration.js';
import { ROLES } from '../../contracts/access/role.js';
import { StevedoreError } from '../../contracts/errors.js';
import type { CommandContext } from '../context.js';
import { printRows } from '../output/print-rows.js';
import type { Column } from '../output/table.js';
import type { Clock } from '../output/when.js';

interface CreateFlags {
  readonly role: string;
  readonly pipeline?: readonly string[];
  /** Milliseconds. */
  readonly expires?: number;
  readonly requestsPerMinute?: number;
  readonly concurrent?: number;
  readonly json?: boolean;
}

/** `stevedore keys create|list|revoke`: who may ask the API. */
export const addKeysCommands = (program: Command, context: CommandContext): void => {
  const keys = program
    .command('keys')
    .description('create, list and revoke keys of the API; needs the key of an admin');
  const { out, err } = context;

  keys
    .command('create')
    .argument('<name>', 'shown as who asked')
    .description('create a key and print it, this once')
    .addOption(new Option('--role <role>', 'what it may do').choices(ROLES).makeOptionMandatory())
    .option('--pipeline <name>', 'only for this pipeline; repeatable; default: all', collect)
    .option('--expires <duration>', 'ends after so long (90d, 12h); default: never', durationOption)
    .option('--requests-per-minute <count>', 'more are refused, by each server; default: any number', countOption)
    .option('--concurrent <count>', 'more requests at a time are refused; default: any number', countOption)
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      '\nviewer reads; operator starts and steers runs, too; admin manages keys, too.' +
        '\nThe key is stored as a hash only. Send it as "Authorization: Bearer KEY", or set STEVEDORE_API_KEY.',
    )
    .action(async (name: string, { role, pipeline, expires, json, ...limits }: CreateFlags) => {
      const api = await context.api();
      const made = await api.post<NewKeyJson>('/api/v1/keys', {
        name,
        role,
        by: context.user,
        ...(pipeline === undefined ? {} : { pipelines: pipeline }),
        ...(expires === undefined ? {} : { expires_at: new Date(Date.now() + expires).toISOString() }),
        ...(limits.requestsPerMinute === undefined ? {} : { requests_per_minute: limits.requestsPerMinute }),
        ...(limits.concurrent === undefined ? {} : { concurrent_requests: limits.concurrent }),
      });
      err(`Created ${describe(made)}\nIt is shown this once:\n`);
      out(json ? `${JSON.stringify(made)}\n` : `${made.key}\n`);
    });

  keys
    .command('list')
    .description('list the keys, the newest first')
    .option('--all', 'those that were revoked or have expired, too')
    .option('--json', 'print JSON')
    .action(async ({ all, json }: { all?: boolean; json?: boolean }) => {
      const found = await listKeys(context);
      const shown = all ? found : found.filter(({ status }) => status === 'valid');
      if (json) out(`${JSON.stringify(shown)}\n`);
      else printRows(context, shown, columnsOf);
      if (shown.length === 0) err('There is no key; create one with: stevedore keys create NAME --role ROLE\n');
    });

  keys
    .command('rotate')
    .argument('<key>', 'its name, or its id')
    .description('give a key another text and print it, this once; the one of before is accepted for a while')
    .option('--keep <duration>', 'how long the text of before is accepted (1h, 7d); 0: it has leaked', keepOption)
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      '\nName, role, pipelines, limits and end stay. Without --keep the text of before ends in an hour.',
    )
    .action(async (named: string, { keep, json }: { keep?: number; json?: boolean }) => {
      const key = await findKey(context, named, 'rotate');
      const api = await context.api();
      const made = await api.post<RotatedKeyJson>(`/api/v1/keys/${key.id}/rotate`, {
        by: context.user,
        ...(keep === undefined ? {} : { keep_seconds: Math.ceil(keep / 1_000) }),
      });
      err(`Created ${describe(made)}\nThe key ${key.id} ends ${made.replaces.expires_at}\nIt is shown this once:\n`);
      out(json ? `${JSON.stringify(made)}\n` : `${made.key}\n`);
    });

  keys
    .command('revoke')
    .argument('<key>', 'its name, or its id')
    .description('end a key, and its texts of before a rotation; its streams of events end within seconds')
    .option('--json', 'print JSON')
    .action(async (named: string, { json }: { json?: boolean }) => {
      const key = await findKey(context, named, 'revoke');
      const api = await context.api();
      const revoked = await api.delete<KeyJson>(`/api/v1/keys/${key.id}?by=${encodeURIComponent(context.user)}`);
      out(json ? `${JSON.stringify(revoked)}\n` : `${describe(revoked)}\n`);
    });
};

const listKeys = async (context: CommandContext): Promise<readonly KeyJson[]> =>
  (await (await context.api()).get<{ keys: readonly KeyJson[] }>('/api/v1/keys')).keys;

/** By its id, or its name: the one that is valid, or else the newest. */
const findKey = async (context: CommandContext, named: string, what: 'revoke' | 'rotate'): Promise<KeyJson> => {
  const found = await listKeys(context);
  const key =
    found.find(({ id }) => id === named) ??
    found.find(({ name, status }) => name === named && status !== 'revoked') ??
    found.find(({ name }) => name === named);
  if (key === undefined) throw new StevedoreError('KEY_UNKNOWN', `Cannot ${what} the key: there is no "${named}"`);
  return key;
};

const describe = (key: KeyJson): string => {
  const ends = key.expires_at === null ? '' : `, ${key.status === 'expired' ? 'expired' : 'expires'} ${key.expires_at}`;
  const state = key.revoked_at === null ? ends : `, revoked ${key.revoked_at} by ${key.revoked_by ?? 'unknown'}`;
  const used = key.last_used_at === null ? 'never used' : `last used ${key.last_used_at}`;
  return `${key.id}  ${key.name}  ${key.role}  ${key.pipelines?.join(', ') ?? 'all pipelines'}  ${used}${state}`;
};

const columnsOf = (clock: Clock): readonly Column<KeyJson>[] => [
  { title: 'ID', of: ({ id }) => id },
  { title: 'NAME', of: ({ name }) => name, atLeast: 8 },
  { title: 'ROLE', of: ({ role }) => role },
  { title: 'PIPELINES', of: ({ pipelines }) => pipelines?.join(', ') ?? 'all', atLeast: 9, rank: 2 },
  { title: 'STATUS', of: ({ status }) => status },
  { title: 'LAST USED', of: ({ last_used_at: at }) => (at === null ? 'never' : clock.brief(at)), rank: 3 },
  { title: 'EXPIRES', of: ({ expires_at: at }) => clock.brief(at), rank: 4 },
  {
    title: 'LIMITS',
    of: ({ requests_per_minute: rate, concurrent_requests: most }) =>
      [rate === null ? '' : `${rate}/min`, most === null ? '' : `${most} at a time`].filter(Boolean).join(', '),
    rank: 5,
  },
  { title: 'REPLACED BY', of: ({ replaced_by: by }) => by ?? '', rank: 6 },
  { title: 'REVOKED BY', of: ({ revoked_by: by }) => by ?? '', rank: 1 },
];

const collect = (name: string, before: readonly string[] = []): string[] => [...before, name];

const countOption = (text: string): number => {
  const count = Number(text);
  if (Number.isInteger(count) && count >= 1) return count;
  throw new InvalidArgumentError('It is a whole number from 1 on.');
};

const keepOption = (text: string): number => (text === '0' ? 0 : durationOption(text));

const durationOption = (text: string): number => {
  const days = /^(\d{1,6})d$/.exec(text)?.[1];
  const ms = days === undefined ? parseDuration(text) : Number(days) * DAY_MS;
  if (ms !== undefined && ms > 0 && ms <= 100 * 366 * DAY_MS) return ms;
  throw new InvalidArgumentError('It is a duration such as 90d, 12h or 30m, up to a hundred years.');
};

const DAY_MS = 86_400_000;
