import { matchesGlob } from '../../contracts/matches-glob.js';
import type { FileFormat } from '../../contracts/table-import/file-format.js';
import type { Resource } from '../../contracts/table-import/resource.js';
import type { FileFormats, TableNaming, TableRule } from '../../contracts/table-import/settings.js';

/** The first rule that a file's name matches. */
export const ruleFor = (tables: readonly TableRule[], name: string): TableRule | undefined =>
  tables.find(({ filePattern }) => matchesGlob(filePattern, name));

/** The table that a file goes into by its rule. */
export const resourceFor = ({ resource, naming }: TableRule, name: string): Resource =>
  naming === undefined ? resource : { ...resource, table: tableNameOf(name, naming) };

/** How a file of this name is written. */
export const formatFor = ({ format, csv, ndjson }: FileFormats, name: string): FileFormat => {
  if (format === 'by-name') return /\.(?:ndjson|jsonl)$/i.test(name) ? ndjson : csv;
  return format === 'csv' ? csv : ndjson;
};

/** `IxExpKonto.csv` with the prefix `IxExp` is `konto`. A prefix or suffix that the name does not have is no fault. */
export const tableNameOf = (name: string, { stripPrefix, stripSuffix, lowercase }: TableNaming): string => {
  const whole = name.replace(/(?<=.)\.[^.]*$/, '');
  const behind = whole.startsWith(stripPrefix) ? whole.slice(stripPrefix.length) : whole;
  const before =
    stripSuffix !== '' && behind.endsWith(stripSuffix) ? behind.slice(0, behind.length - stripSuffix.length) : behind;
  const table = before === '' ? whole : before;
  return lowercase ? table.toLowerCase() : table;
};
