import type { ImportBlock } from './import-schema.js';
import { PIPELINE_NAME } from '../../contracts/dump-import/target-names.js';
import { checkSchedule } from '../fields/check-schedule.js';
import type { LoadContext } from '../load-context.js';
import { nearestName } from '../document/nearest-name.js';
import type { Path } from '../document/problems.js';

/** Checks what the schema cannot express about one pipeline. A disabled one may omit what only a run needs. */
export const checkPipeline = (name: string, block: ImportBlock, path: Path, context: LoadContext): void => {
  const { problems } = context;
  if (!PIPELINE_NAME.test(name)) {
    problems.add(path, 'has an invalid name: at most 32 of a-z, 0-9, "_" and "-", beginning with a letter', {
      onKey: true,
    });
  }
  checkSchedule(block, path, context);
  if (block.enabled) checkPresence(block, path, context);
  checkCollations(block.load.collations, [...path, 'load', 'collations'], context);
  const databases = block.database.target_databases.map((database) => database.name);
  for (const [key, blockPath] of [
    ['passwords', [...path, 'zip', 'passwords']],
    ['after_load', [...path, 'after_load']],
  ] as const) {
    for (const database of Object.keys(key === 'passwords' ? block.zip.passwords : block.after_load)) {
      if (databases.includes(database)) continue;
      const meant = nearestName(database, databases);
      const hint = meant === undefined ? '' : `: did you mean "${meant}"?`;
      problems.add([...blockPath, database], `names no database of this pipeline${hint}`, { onKey: true });
    }
  }
};

/**
 * The target is asked whether it knows them when a dump names them; MariaDB's short names fit several character sets.
 */
const checkCollations = (mapping: Readonly<Record<string, string>>, path: Path, { problems }: LoadContext): void => {
  const charsetOf = (name: string) => /^(?!uca\d)[a-z0-9]+/.exec(name.toLowerCase())?.[0].replace(/^utf8$/, 'utf8mb3');
  const seen = new Set<string>();
  for (const [from, to] of Object.entries(mapping)) {
    const [charset, other] = [charsetOf(from), charsetOf(to)];
    if (!/^\w+$/.test(from)) problems.add([...path, from], 'is not the name of a collation', { onKey: true });
    else if (seen.has(from.toLowerCase())) problems.add([...path, from], 'is mapped twice', { onKey: true });
    else if (charset !== undefined && other !== undefined && charset !== other) {
      problems.add([...path, from], `must be of the same character set, "${charset}"`);
    }
    seen.add(from.toLowerCase());
  }
};

const checkPresence = (block: ImportBlock, path: Path, { missing, problems }: LoadContext): void => {
  const { scp } = block;
  if (isEmpty(scp.host)) missing([...path, 'scp', 'host']);
  if (isEmpty(scp.username)) missing([...path, 'scp', 'username']);
  if (isEmpty(scp.password) && isEmpty(scp.private_key)) {
    missing([...path, 'scp', 'password'], 'set it, or "private_key"');
  }
  if (scp.file_patterns.length === 0) missing([...path, 'scp', 'file_patterns'], 'set at least one');
  if (block.database.target_databases.length === 0) {
    missing([...path, 'database', 'target_databases'], 'set at least one');
  }
  for (const [index, pattern] of scp.file_patterns.entries()) {
    if (block.freshness.order === 'name' && !/\{[MDHms]*YYYY[MDHms]*\}/.test(pattern)) {
      problems.add(
        [...path, 'scp', 'file_patterns', index],
        'must say where the date is, such as "db_{YYYYMMDD}.zip": freshness.order is "name"',
      );
    }
    if (pattern.includes('/')) {
      problems.add(
        [...path, 'scp', 'file_patterns', index],
        'must be a file name without "/": the folder is scp.remote_path',
      );
    }
  }
};

const isEmpty = (text: string | undefined): boolean => text === undefined || text === '';
