import { StevedoreError } from '../../contracts/errors.js';
import type { TriggersBeforeRows } from '../../contracts/dump-import/settings.js';
import type { DumpIndex, FiringTriggers, TableIndex, TriggerBeforeRows } from '../../formats/mysql-dump/dump-index.js';

/**
 * Decides what becomes of triggers that stand before rows of their tables (`load.triggers_before_rows`), which the
 * vendor's client would fire: `refuse` throws DUMP_STATEMENT_REFUSED naming both lines; `skip` loads the rows as they
 * stand; `fire` loads the dump in its order, and what the triggers may make or change is then not proved by what the
 * dump says.
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
      `${firstOf(firing)}, and may write to "${elsewhere}", which is loaded apart; export the triggers behind the rows`,
    );
  }
  return { ...index, inOrder: true, tables: index.tables.map((table) => inOrder(table, firing)) };
};

const WAYS_OUT =
  'export the triggers behind the rows (mysqldump writes them so), or say load.triggers_before_rows: fire (loads as the client does) or skip (the rows as they stand)';

/**
 * What a person should know of a trigger before rows: `Trigger "t" (line 4) stands before rows of its table "a" (line
 * 9)`.
 */
export const describeTrigger = ({ trigger, table, line, rowsLine }: TriggerBeforeRows): string =>
  `trigger "${trigger}" (line ${line}) stands before rows of its table "${table}" (line ${rowsLine})`;

/** The same for all of them, in one sentence, with what the client makes of it. */
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

/** In the dump's order every table is forwarded; its rows are proved as far as no trigger has a hand in them. */
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
