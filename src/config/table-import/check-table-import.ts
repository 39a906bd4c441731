import { isAbsolute, relative, resolve } from 'node:path';
import { PIPELINE_NAME } from '../../contracts/dump-import/target-names.js';
import { nearestName } from '../document/nearest-name.js';
import type { Path } from '../document/problems.js';
import { checkSchedule } from '../fields/check-schedule.js';
import type { PipelineContext } from '../load-context.js';
import { checkConflict } from './check-conflict.js';
import { checkConnection } from '../connections/check-connection.js';
import { checkPagesSource } from './pages-source.js';
import { localSource } from './local-source.js';
import type { TableBlock, TableImportBlock } from './table-import-block.js';
import { plainLabel } from './table-rules.js';

/** Checks what the schema cannot express about one pipeline of kind `table-import`. */
export const checkTableImport = (name: string, block: TableImportBlock, path: Path, context: PipelineContext): void => {
  if (!PIPELINE_NAME.test(name)) {
    const state = 'has an invalid name: at most 32 of a-z, 0-9, "_" and "-", beginning with a letter';
    context.problems.add(path, state, { onKey: true });
  }
  checkSchedule(block, path, context);
  checkSource(block, path, context);
  if (block.target !== undefined)
    checkConnection(block.target.connection, DATABASES, [...path, 'target', 'connection'], context);
  checkFormat(block.defaults, [...path, 'defaults'], context);
  for (const [index, table] of block.tables.entries()) checkTable(table, block, [...path, 'tables', index], context);
  const discovers = block.table_naming !== undefined || block.tables.length === 0;
  if (discovers && block.target === undefined && block.enabled)
    context.missing([...path, 'target'], 'files that no entry of "tables" names need it');
};

/** What records can go into. */
export const DATABASES = ['postgres', 'mysql'] as const;

const checkSource = ({ source, schedule, enabled }: TableImportBlock, path: Path, context: PipelineContext): void => {
  const { problems, declared, machine } = context;
  if (source === undefined) {
    if (schedule.trim() !== '' && enabled) context.missing([...path, 'source'], 'a schedule needs one');
    return;
  }
  const kind = source.connection === undefined ? undefined : declared.connections[source.connection];
  checkPagesSource(source, kind, [...path, 'source'], context);
  if (source.connection !== undefined) {
    checkConnection(source.connection, ['sftp', 'http'], [...path, 'source', 'connection'], context);
    if (kind !== 'http' && source.file_pattern?.includes('/') === true)
      problems.add([...path, 'source', 'file_pattern'], 'must be a name without "/": the folder is "path"');
    return;
  }
  const { path: folder, filePattern } = localSource(source, machine);
  const place = [...path, 'source', 'path'];
  if (/[*?]/.test(folder)) problems.add(place, 'may have "*" and "?" in its last part only');
  else if (!declared.folders.some((allowed) => isWithin(allowed, folder)))
    problems.add(place, 'must be in one of the folders of "files.allow"');
  if (filePattern.includes('/'))
    problems.add([...path, 'source', 'file_pattern'], 'must be a name without "/": the folder is "path"');
};

/** By name; where links lead is looked at when a file is opened. */
const isWithin = (folder: string, path: string): boolean => {
  const way = relative(resolve(folder), resolve(path));
  return way === '' || (way !== '..' && !way.startsWith('../') && !isAbsolute(way));
};

const checkTable = (table: TableBlock, block: TableImportBlock, path: Path, context: PipelineContext): void => {
  const { problems, declared, missing } = context;
  checkFormat(table, path, context);
  checkConflict({ ...block.defaults, ...table }, path, context);
  if (table.resource === undefined) {
    if (table.target_table === undefined) missing([...path, 'target_table'], 'set it, or "resource"');
    if (block.target === undefined && block.enabled)
      missing(['pipelines', String(path[1]), 'target'], 'tables that are not a resource need it');
    return;
  }
  if (declared.resources[table.resource] === undefined) {
    const meant = nearestName(table.resource, Object.keys(declared.resources));
    const hint = meant === undefined ? '' : `: did you mean "${meant}"?`;
    problems.add([...path, 'resource'], `names no entry of "resources"${hint}`);
  }
  for (const key of ['target_table', 'primary_key', 'db_schema'] as const) {
    if (table[key] !== undefined) problems.add([...path, key], 'must not stand beside "resource", which says it');
  }
};

const checkFormat = (
  block: Pick<TableBlock, 'encoding' | 'delimiter' | 'quote' | 'escape' | 'comment'>,
  path: Path,
  { problems }: PipelineContext,
): void => {
  const { encoding, delimiter, quote = '"', escape, comment } = block;
  if (encoding !== undefined && !isEncoding(plainLabel(encoding)))
    problems.add([...path, 'encoding'], 'is not a known encoding: give one such as "windows-1252" or "utf-16le"');
  if (delimiter !== undefined && /[\r\n]/.test(delimiter))
    problems.add([...path, 'delimiter'], 'must not contain a line end');
  for (const [key, text] of Object.entries({ quote, escape, comment })) {
    if (text === undefined || text === '') continue;
    if (!/^[\t\x20-\x7e]$/.test(text)) problems.add([...path, key], 'must be one ASCII character');
    else if (delimiter?.includes(text) === true) problems.add([...path, key], 'must not be part of the delimiter');
  }
};

const isEncoding = (label: string): boolean => {
  try {
    return new TextDecoder(label).encoding !== '';
  } catch {
    return false;
  }
};
