import { setTimeout as sleep } from 'node:timers/promises';
import type { Command } from 'commander';
import { InvalidArgumentError } from 'commander';
import type { AuditEntryJson, AuditVerificationJson } from '../../api/access/audit-routes.js';
import type { ErrorCode } from '../../contracts/errors.js';
import { isStevedoreError } from '../../contracts/errors.js';
import type { CommandContext } from '../context.js';
import { EXIT, exitCodeOfError } from '../output/exit-code.js';
import { printError } from '../output/print-error.js';
import { printRows } from '../output/print-rows.js';
import type { Column } from '../output/table.js';
import type { Clock } from '../output/when.js';

interface ListFlags {
  readonly pipeline?: string;
  readonly limit: number;
  readonly json?: boolean;
}

interface VerifyFlags {
  readonly expect?: string;
  readonly json?: boolean;
}

/** `stevedore audit list|verify`: who did what through the API, and whether that is what was written. */
export const addAuditCommands = (program: Command, context: CommandContext): void => {
  const audit = program
    .command('audit')
    .description('who did what through the API, and whether that is what was written; needs the key of an admin');
  const { out, err } = context;

  audit
    .command('list')
    .description('list the newest entries, the newest first')
    .option('--pipeline <name>', 'only of this pipeline')
    .option('--limit <count>', 'how many', countOption, 50)
    .option('--json', 'print JSON')
    .action(async ({ pipeline, limit, json }: ListFlags) => {
      const api = await context.api();
      const query = new URLSearchParams({ limit: String(limit), ...(pipeline === undefined ? {} : { pipeline }) });
      const { audit: entries } = await api.get<{ audit: readonly AuditEntryJson[] }>(
        `/api/v1/audit?${query.toString()}`,
      );
      if (json) out(`${JSON.stringify(entries)}\n`);
      else printRows(context, entries, columnsOf);
      if (entries.length === 0) err('Nobody has changed anything yet\n');
    });

  audit
    .command('verify')
    .description('find entries that were changed, removed or put in between in the store since they were written')
    .option(
      '--expect <hash>',
      'a hash that an earlier "audit verify" printed, noted where the store is not',
      hashOption,
    )
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      '\nEach entry has the hash of what it says and of the hash before it. Note the hash that is printed somewhere else:' +
        '\nwhoever may write the store can make all hashes again, but not so that they have yours.' +
        '\nA large audit is looked at part by part, however long that takes.' +
        '\nExit codes: 0 all is what was written, 1 it is not, 2 usage, 3 nothing is wrong but some entries have no hash,' +
        '\n5 it could not be looked at to its end: nothing is said of it',
    )
    .action(async ({ expect, json }: VerifyFlags) => {
      const found = await verifyAll(context, expect).catch((error: unknown) => {
        // That of a broken chain would be an answer.
        if (exitCodeOfError(error) === EXIT.usage) throw error;
        printError(error, context);
        err('The audit was not looked at to its end: nothing is said of it\n');
        context.exit(EXIT.stillWaiting);
      });
      if (found === undefined) return;
      out(json ? `${JSON.stringify(found)}\n` : formatVerification(found));
      context.exit(found.intact !== true ? EXIT.failed : found.unprotected === null ? EXIT.success : EXIT.skipped);
    });
};

/** Asks part after part; what does not answer is asked again, some times. */
const verifyAll = async (
  { api: open, err, redraws }: CommandContext,
  expect: string | undefined,
): Promise<AuditVerificationJson> => {
  const api = await open();
  const query = new URLSearchParams(expect === undefined ? {} : { expect });
  for (let tries = 1; ; ) {
    try {
      const found = await api.get<AuditVerificationJson>(`/api/v1/audit/verify?${query.toString()}`);
      if (found.next === null) return found;
      query.set('cursor', found.next);
      tries = 1;
      if (redraws) err(`${found.entries} entries so far\n`);
    } catch (error) {
      if (tries === MOST_TRIES || !isStevedoreError(error) || !AWAY.includes(error.code)) throw error;
      tries += 1;
      await sleep(PAUSE_MS);
    }
  }
};

const AWAY: readonly ErrorCode[] = ['API_UNREACHABLE', 'STORE_UNREACHABLE'];
const MOST_TRIES = 3;
const PAUSE_MS = 1_000;

/** What was found, a line each. */
const formatVerification = ({
  entries,
  broken_entries: wrong,
  before,
  end,
  broken,
  unprotected,
  has_expected: expected,
}: AuditVerificationJson): string => {
  const where = [broken?.id, broken?.at].filter((part) => part !== null && part !== undefined).join(', ');
  return [
    broken === null
      ? `${entries} entries are what was written, and follow each other without a gap`
      : `Not what was written: ${wrong} of ${entries} entries do not fit; the first: ${where === '' ? '' : `(${where}) `}${broken.why}`,
    ...(unprotected === null
      ? []
      : [
          `${unprotected.entries} of them have no hash, from ${unprotected.first_at} to ${unprotected.last_at}: a server of an earlier version wrote them, or somebody put them in; nothing can be said of them`,
        ]),
    ...(before > 0 ? [`${before} entries are from before there were hashes: nothing can be said of them`] : []),
    ...(expected === null ? [] : [expected ? 'The expected hash is one of them' : 'The expected hash is none of them']),
    ...(end === null || broken !== null ? [] : [`The newest has the hash ${end}`]),
    '',
  ].join('\n');
};

const columnsOf = (clock: Clock): readonly Column<AuditEntryJson>[] => [
  { title: 'WHEN', of: ({ at }) => clock.brief(at) },
  { title: 'WHO', of: ({ by }) => by, atLeast: 8 },
  { title: 'ACTION', of: ({ action }) => action },
  { title: 'PIPELINE', of: ({ pipeline }) => pipeline ?? '', atLeast: 8, rank: 3 },
  { title: 'WHAT', of: ({ subject, run_id: run }) => subject ?? run ?? '', atLeast: 8, rank: 2 },
  { title: 'OUTCOME', of: ({ outcome, code }) => (code === null ? outcome : `${outcome} (${code})`), rank: 4 },
];

const countOption = (text: string): number => {
  const count = Number(text);
  if (Number.isInteger(count) && count >= 1 && count <= 200) return count;
  throw new InvalidArgumentError('It is a number from 1 to 200.');
};

const hashOption = (text: string): string => {
  if (/^[0-9a-f]{64}$/.test(text)) return text;
  throw new InvalidArgumentError('It is 64 hexadecimal digits, as "audit verify" prints them.');
};
