import type { Command } from 'commander';
import type { ComparisonJson } from '../../api/pipelines/comparison.js';
import type { CommandContext } from '../context.js';
import { compareDatabasesCommand } from '../sync/compare-databases.js';
import { EXIT } from '../output/exit-code.js';
import { generationOption } from './generation-option.js';

interface CompareFlags {
  readonly from?: number;
  readonly to?: number;
  readonly all?: boolean;
  readonly json?: boolean;
  readonly schema?: readonly string[];
}

export const addCompareCommand = (program: Command, context: CommandContext): void => {
  program
    .command('compare')
    .argument('<name>', 'a pipeline; with a second name, a connection of kind postgres')
    .argument('[other]', 'another connection: compares the definitions of the two databases')
    .description(
      'show what changed from one generation of a pipeline to another, or how two PostgreSQL databases differ',
    )
    .option('--from <generation>', 'this one; default: the one that was live last', generationOption)
    .option('--to <generation>', 'this one; default: what is live', generationOption)
    .option('--all', 'show tables whose rows are the same too')
    .option('--schema <schema...>', 'of two databases: only these schemas')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      '\nExit codes: of a pipeline 0 compared, 1 a proof is gone, 2 usage; of two databases 0 equal, 1 different,' +
        ' 2 usage, or a database cannot be read',
    )
    .action(async (pipeline: string, other: string | undefined, { from, to, all, json, schema }: CompareFlags) => {
      const misplaced =
        other === undefined
          ? schema !== undefined && '--schema'
          : (from ?? to ?? all) !== undefined && '--from, --to and --all';
      if (misplaced !== false)
        program.error(
          `error: ${misplaced} cannot be used ${other === undefined ? 'with a pipeline' : 'with two databases'}`,
          { exitCode: EXIT.usage },
        );
      if (other !== undefined) {
        const flags = { ...(schema === undefined ? {} : { schema }), json: json ?? false };
        await compareDatabasesCommand(context, [pipeline, other], flags);
        return;
      }
      const api = await context.api();
      const query = new URLSearchParams({
        ...(from === undefined ? {} : { from: String(from) }),
        ...(to === undefined ? {} : { to: String(to) }),
      });
      const path = `/api/v1/pipelines/${encodeURIComponent(pipeline)}/compare?${query.toString()}`;
      const comparison = await api.get<ComparisonJson>(path);
      if (json) context.out(`${JSON.stringify(comparison)}\n`);
      else for (const line of describe(comparison, all ?? false)) context.out(`${line}\n`);
    });
};

type Table = ComparisonJson['databases'][number]['tables'][number];

const describe = ({ pipeline, from, to, summary, databases }: ComparisonJson, all: boolean): string[] => [
  `${pipeline}  generation ${from.generation} (${from.rows} rows) → ${to.generation} (${to.rows} rows)`,
  `${summary.tables_equal} tables equal, ${summary.tables_different} different, ${summary.tables_unknown} not known, ` +
    `${summary.tables_added} added, ${summary.tables_removed} removed`,
  ...databases.flatMap(({ database, change, tables, objects }) => [
    ...(change === 'kept' ? [] : [`  ${database}  ${change}`]),
    ...tables.filter((table) => all || !isSame(table)).map((table) => `  ${database}.${table.table}  ${state(table)}`),
    ...objects.map(({ kind, name, change: how }) => `  ${database}  ${kind} ${name}  ${how}`),
  ]),
];

const isSame = ({ content }: Table): boolean => content === 'equal';

const state = (table: Table): string => {
  const { rows_before: before, rows_after: after, content } = table;
  if (before === null) return `added, ${after ?? 0} rows`;
  if (after === null) return `removed, it had ${before} rows`;
  const rows = before === after ? `${after} rows` : `${before} → ${after} rows`;
  return [
    content === 'unknown' ? 'the sums tell nothing' : content,
    rows,
    ...table.columns_added.map(({ name, type }) => `+${name} ${type}`),
    ...table.columns_removed.map(({ name, type }) => `-${name} ${type}`),
    ...table.columns_changed.map((column) => `${column.name}: ${column.before} → ${column.after}`),
  ].join(', ');
};
