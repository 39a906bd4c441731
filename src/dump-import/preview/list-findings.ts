import type { StevedoreError } from '../../contracts/errors.js';
import type { TriggersBeforeRows } from '../../contracts/dump-import/settings.js';
import type { DumpIndex } from '../../formats/mysql-dump/dump-index.js';
import type { CollationMapping } from '../../formats/mysql-dump/index/map-collations.js';
import type { DumpServer } from '../../formats/mysql-dump/server-version.js';
import { collationsLine, describeBadMapping, describeUnknown } from '../collations/describe-collations.js';
import type { Judgement, UnknownName } from '../collations/judge-charset-uses.js';
import { describeTrigger } from '../load/settle-triggers.js';
import type { Finding } from './dump-preview.js';
import type { PreviewTarget } from './read-target.js';

/** The settings that decide whether something stops an import. */
export interface PreviewRules {
  readonly events: 'disabled' | 'enabled' | 'skip';
  readonly allowPartitioned: boolean;
  readonly triggersBeforeRows: TriggersBeforeRows;
}

interface Dump {
  readonly database: string;
  readonly index: DumpIndex;
  /** In the dump's order. */
  readonly refusals: readonly StevedoreError[];
  readonly collations: PreviewedCollations;
}

/** What an import would say of the dump's collations. */
export interface PreviewedCollations extends Pick<Judgement, 'unknown' | 'badMappings' | 'applied'> {
  readonly server: DumpServer;
  /** No server was asked. */
  readonly assumed: boolean;
  readonly mapping: CollationMapping;
  /** Line of the first use of each unknown name. */
  readonly lines: ReadonlyMap<UnknownName, number | undefined>;
}

/** Lists everything that stops an import, in the dump's order, and then what else a person should know. */
export const listFindings = (dump: Dump, target: PreviewTarget, rules: PreviewRules): Finding[] => {
  const notes = [
    ...ofTables(dump, target, rules),
    ...ofTriggers(dump, rules),
    ...ofCollations(dump),
    ...ofObjects(dump, rules),
    ...ofAccount(dump),
  ];
  return [...ofRefusals(dump.refusals), ...notes.filter(({ stops }) => stops), ...notes.filter(({ stops }) => !stops)];
};

const finding = (stops: boolean, text: string, line?: number): Finding => ({
  stops,
  text,
  count: 1,
  ...(line !== undefined && { line }),
});

/** Merges refusals with the same reason into one finding: when a table is refused, all of its rows are too. */
const ofRefusals = (refusals: readonly StevedoreError[]): Finding[] => {
  const found = new Map<string, Finding>();
  for (const { message, details, code } of refusals) {
    const line = typeof details['line'] === 'number' ? details['line'] : undefined;
    const text = message.replace(/^Cannot read the dump: /, '');
    const key = `${code} ${text.replace(/\d+/g, '')}`;
    const same = found.get(key);
    found.set(key, same ? { ...same, count: same.count + 1 } : finding(true, text, line));
  }
  return [...found.values()];
};

const ofTables = (
  { index }: Dump,
  { maxAllowedPacket }: PreviewTarget,
  { allowPartitioned }: PreviewRules,
): Finding[] =>
  index.tables.flatMap(({ name, line, partitioned, longestStatement, content, leftOut }) => {
    const findings: Finding[] = [];
    if (maxAllowedPacket !== undefined && longestStatement >= maxAllowedPacket) {
      findings.push(
        finding(
          true,
          `a statement of table "${name}" has ${longestStatement} bytes, the server takes ${maxAllowedPacket}`,
          line,
        ),
      );
    }
    if (partitioned) {
      const way = 'MariaDB does not keep its move whole if the server dies in the middle';
      findings.push(
        finding(!allowPartitioned, `table "${name}" has partitions: ${way} (publish.allow_partitioned)`, line),
      );
    }
    if (content.kind === 'counted')
      findings.push(finding(false, `table "${name}" is proved by its number of rows only: ${content.reason}`, line));
    const unproved = leftOut
      .filter(({ reason }) => reason !== 'generated')
      .map(({ column, reason }) => `"${column}" (${reason})`);
    if (unproved.length > 0)
      findings.push(
        finding(false, `columns of table "${name}" that the proof leaves out: ${unproved.join(', ')}`, line),
      );
    return findings;
  });

const ofTriggers = ({ index }: Dump, { triggersBeforeRows }: PreviewRules): Finding[] =>
  (index.firing?.triggers ?? []).map((one) =>
    finding(triggersBeforeRows === 'refuse', `${describeTrigger(one)}: ${FATES[triggersBeforeRows]}`, one.line),
  );

const FATES: Readonly<Record<TriggersBeforeRows, string>> = {
  refuse:
    'the client fires it for each of them; set load.triggers_before_rows to fire (like the client) or skip (rows only)',
  skip: 'it is not fired for them (load.triggers_before_rows: skip)',
  fire: 'it fires for each of them, the dump is loaded in its order, and rows that it makes are not proved (load.triggers_before_rows: fire)',
};

const ofCollations = ({ collations }: Dump): Finding[] => {
  const { unknown, badMappings, applied, mapping, lines, server, assumed } = collations;
  const found = unknown.map((one) => {
    const line = collationsLine(mapping, [one]);
    const mend = line === undefined ? 'convert it to utf8mb4 before the export' : `to map it, add under load: ${line}`;
    return finding(
      !assumed,
      `${assumed ? 'the server may not know' : 'the server does not know'} ${describeUnknown(one, undefined)}; ${mend}`,
      lines.get(one),
    );
  });
  const whole = unknown.length > 1 ? collationsLine(mapping, unknown) : undefined;
  return [
    ...found,
    ...badMappings.map((one) => finding(!assumed, describeBadMapping(one, server))),
    ...(whole === undefined ? [] : [finding(!assumed, `all of these collations are mapped by, under load: ${whole}`)]),
    ...Object.entries(applied).map(([from, to]) =>
      finding(false, `the collation "${from}" becomes "${to}" (load.collations)`),
    ),
  ];
};

const ofObjects = ({ index }: Dump, { events }: PreviewRules): Finding[] => {
  const definers = index.objects.filter(({ definer }) => definer !== undefined);
  const scheduled = index.objects.filter(({ kind }) => kind === 'event');
  const what = { disabled: 'are created disabled', enabled: 'are created as they are, and run', skip: 'are left out' }[
    events
  ];
  return [
    ...(definers.length === 0
      ? []
      : [
          {
            ...finding(false, 'objects lose their definer and belong to the owner account', definers[0]?.line),
            count: definers.length,
          },
        ]),
    ...(scheduled.length === 0
      ? []
      : [{ ...finding(false, `events ${what} (objects.events)`, scheduled[0]?.line), count: scheduled.length }]),
  ];
};

const ofAccount = ({ index, database, refusals }: Dump): Finding[] => {
  const fates = new Set(index.account.map(({ fate }) => fate));
  const { declaredDatabase: declared, hasTrailer } = index;
  return [
    ...(fates.has('replication-setting')
      ? [finding(false, 'settings of replication (GTID, binary log) are left out')]
      : []),
    ...(index.notes ?? []).map(({ text, line, count }) => ({ ...finding(false, text, line), count })),
    ...(fates.has('excluded-table')
      ? [finding(false, 'tables that the configuration leaves out are not counted here')]
      : []),
    ...(declared !== undefined && declared !== database
      ? [finding(false, `the dump is of "${declared}" and becomes "${database}"`)]
      : []),
    ...(hasTrailer || refusals.some(({ code }) => code === 'DUMP_TRUNCATED')
      ? []
      : [finding(false, 'its last line is not that of a complete dump')]),
  ];
};
