import { StevedoreError } from '../../contracts/errors.js';
import type { TriggersBeforeRows } from '../../contracts/dump-import/settings.js';
import type { DumpIndex, FiringTriggers, TableIndex, TriggerBeforeRows } from '../../formats/mysql-dump/dump-index.js';

/**
 * Decides about triggers that come before rows of their tables (`load.triggers_before_rows`), which the vendor's client
 * would fire: `refuse` throws DUMP_STATEMENT_REFUSED naming both lines; `skip` loads only the rows; `fire` loads the
 * dump in its order, and does not prove what the triggers may make or change.
 */
export const settleTriggers = (
  index: DumpIndex,
  policy: TriggersBeforeRows,
  others: readonly string[] = [],
): DumpIndex => {
  const { firing } = index;
  if (firing === undefined) return index;
  if (policy === 'refuse') throw refused(firing, `${firstOf(firing)}; ${WAYS_OUT}`);
  if (policy === 'skip') return { ...index, firing: { ...firing, steps: [] } };
  const elsewhere = others.find((name) => firing.mentions.includes(name.toLowerCase()));
  if (elsewhere !== undefined) {
    throw refused(
      firing,
      `${firstOf(firing)}, and may write to "${elsewhere}", which is loaded separately; export the triggers after the rows`,
    );
  }
  return { ...index, inOrder: true, tables: index.tables.map((table) => inOrder(table, firing)) };
};

const WAYS_OUT =
  'export the triggers after the rows (as mysqldump does), or set load.triggers_before_rows to fire (loads like the client) or skip (rows only)';

/** Describes a trigger before rows: `Trigger "t" (line 4) stands before rows of its table "a" (line 9)`. */
export const describeTrigger = ({ trigger, table, line, rowsLine }: TriggerBeforeRows): string =>
  `trigger "${trigger}" (line ${line}) stands before rows of its table "${table}" (line ${rowsLine})`;

/** Describes all of them in one sentence, with what the client would do. */
export const firstOf = ({ triggers }: FiringTriggers): string => {
  const [first] = triggers;
  const more = triggers.length > 1 ? ` and ${triggers.length - 1} more likewise` : '';
  return `${first === undefined ? '' : describeTrigger(first)}${more}: the client fires it for each of these rows`;
};

const refused = (firing: FiringTriggers, why: string): StevedoreError =>
  new StevedoreError('DUMP_STATEMENT_REFUSED', `Cannot read the dump: ${why}`, {
    details: {
      line: firing.triggers[0]?.line ?? 0,
      trigger: firing.triggers[0]?.trigger ?? '',
      triggers: firing.triggers.length,
    },
  });

/** In the dump's order every table is forwarded; rows are proved only if no trigger affects them. */
const inOrder = (table: TableIndex, { made, changed, triggers }: FiringTriggers): TableIndex => {
  const lines = { kind: 'impossible', reason: 'the dump is loaded in its order, so that its triggers fire' } as const;
  const names = triggers
    .map(({ trigger }) => `"${trigger}"`)
    .slice(0, 3)
    .join(', ');
  if (made.includes(table.name))
    return { ...table, lines, content: { kind: 'unproved', reason: `triggers may write to it (${names})` } };
  if (changed.includes(table.name))
    return { ...table, lines, content: { kind: 'counted', reason: `its triggers may change its rows (${names})` } };
  return { ...table, lines };
};
