import { MYSQL_NAMES } from '../../contracts/connections/mysql-server.js';
import type { DumpImportSettings } from '../../contracts/dump-import/settings.js';
import type { DatabaseSurvey, TargetSurvey } from '../../dump-import/publish/survey-target.js';
import type { CheckResult } from './check-result.js';
import { quoteName } from '../../connectors/mysql/quote-name.js';
import { originalSchema, previousSchema } from '../../contracts/dump-import/target-names.js';
import { collationsLine, describeBadMapping } from '../../dump-import/collations/describe-collations.js';
import { FRAGILE_ENGINE } from '../../dump-import/publish/survey-target.js';
import { describeForeignKeys } from '../../dump-import/publish/foreign-keys/foreign-keys-rules.js';
import { formatBytes } from '../runs/format-run.js';
import { releaseOriginal } from '../pipelines/release-original.js';

type Judged = Omit<CheckResult, 'what'>;

/** Judges what the next import of a pipeline would do to the target: what it moves, keeps, or is blocked by. */
export const judgeSurvey = (survey: TargetSurvey, settings: DumpImportSettings): CheckResult[] => {
  const results = survey.databases.flatMap((database) =>
    judgeDatabase(database, survey, settings).map((result) => ({ what: `target "${database.database}"`, ...result })),
  );
  const ofAll = [...judgeForeignKeys(survey), ...judgeCollations(survey, settings)];
  return [...results, ...ofAll.map((result) => ({ what: `target of "${settings.name}"`, ...result }))];
};

const judgeDatabase = (
  database: DatabaseSurvey,
  { server: { flavor } }: TargetSurvey,
  settings: DumpImportSettings,
): Judged[] => [
  ...judgeOrigin(database),
  ...judgeStrangers(database),
  ...judgeEngines(database, flavor, settings),
  ...judgeHidden(database, flavor),
];

const judgeOrigin = ({ database, ours, tables, bytes, pinned }: DatabaseSurvey): Judged[] => {
  const original = originalSchema(database);
  const release = `release them once you are sure: ${releaseOriginal(database)}`;
  if (ours || tables.length === 0) {
    const state = ours
      ? `a generation of ours, ${tables.length} tables, ${formatBytes(bytes)}`
      : 'empty; the first import fills it';
    const kept: Judged[] =
      pinned === 0
        ? []
        : [
            {
              state: 'warn',
              text: `the ${pinned} tables from before the first import are pinned as "${original}"; nothing drops them`,
              fix: [release],
            },
          ];
    return [{ state: 'ok', text: state }, ...kept];
  }
  if (pinned > 0) {
    const text = `holds ${tables.length} tables that are not a generation of ours, and "${original}" holds ${pinned} from before: an import is refused (ORIGINAL_ALREADY_PINNED)`;
    return [{ state: 'fail', text, fix: [`move the tables of "${original}" away, or ${release}`] }];
  }
  const text =
    `holds ${tables.length} tables (${formatBytes(bytes)}) that Stevedore did not make: the first import pins them as "${original}", ` +
    'with the views, triggers, routines and events that it removes; nothing drops them';
  return [{ state: 'warn', text, fix: [release] }];
};

const judgeStrangers = ({ ours, strangers, database }: DatabaseSurvey): Judged[] => {
  if (strangers.length === 0) return [];
  const where = ours ? `"${previousSchema(database)}"` : `"${originalSchema(database)}"`;
  const whose = ours ? 'came with no import' : 'stand there';
  const text = `${listNames(strangers)}: ${whose} and no rule of keep_tables names them; those that the dump does not have go to ${where}`;
  return [{ state: 'warn', text, fix: ['name in keep_tables the tables that must stay'] }];
};

const judgeEngines = (
  { partitioned, fragile }: DatabaseSurvey,
  flavor: TargetSurvey['server']['flavor'],
  { publish }: DumpImportSettings,
): Judged[] => {
  const torn = `${MYSQL_NAMES[flavor]} may leave a publish of these half done if the server itself is killed in the middle`;
  const told = 'the next run then names each table and what to do (PUBLISH_TORN)';
  const results: Judged[] = [];
  if (flavor === 'mariadb' && partitioned.length > 0) {
    const names = `partitioned: ${listNames(partitioned)}: ${torn}`;
    results.push(
      publish.allowPartitioned
        ? { state: 'warn', text: `${names}; ${told}` }
        : {
            state: 'fail',
            text: `${names}; the publish is refused (PARTITIONED_TABLE)`,
            fix: ['set publish.allow_partitioned: true to accept that'],
          },
    );
  }
  if (fragile.length > 0) {
    const fix = ['after_load can make them safe, for example: ALTER TABLE <table> ENGINE=InnoDB'];
    results.push({ state: 'warn', text: `${FRAGILE_ENGINE[flavor]}: ${listNames(fragile)}: ${torn}; ${told}`, fix });
  }
  return results;
};

const judgeHidden = ({ hidden }: DatabaseSurvey, flavor: TargetSurvey['server']['flavor']): Judged[] => {
  if (hidden.length === 0) return [];
  const names = listNames(hidden.map(({ kind, name }) => `${kind} ${name}`));
  const right = flavor === 'mariadb' ? 'GRANT SELECT ON `mysql`.`proc`' : 'GRANT SHOW_ROUTINE ON *.*';
  const text = `${names}: the owner account may not read their definitions, so a dump that has them is not published (MYSQL_PERMISSION_DENIED)`;
  return [{ state: 'warn', text, fix: [`drop them, or as an administrator: ${right} TO the owner account;`] }];
};

const judgeForeignKeys = ({ foreignKeys, allForeignKeysSeen }: TargetSurvey): Judged[] => {
  const found: Judged[] = [];
  if (foreignKeys.length > 0) {
    const text = `foreign keys of tables that stay would follow the old generation, so an import is refused (FOREIGN_KEY_FROM_OUTSIDE): ${describeForeignKeys(foreignKeys)}`;
    const fix = foreignKeys.map(
      ({ name, from }) =>
        `ALTER TABLE ${quoteName(from.schema)}.${quoteName(from.table)} DROP FOREIGN KEY ${quoteName(name)};`,
    );
    found.push({ state: 'fail', text, fix });
  }
  if (!allForeignKeysSeen) {
    const text =
      'foreign keys of other databases that reference these are not visible without PROCESS; such a key would follow the old generation';
    found.push({ state: 'warn', text });
  }
  return found;
};

const judgeCollations = ({ server, badMappings }: TargetSurvey, { loadCollations }: DumpImportSettings): Judged[] =>
  badMappings.map((one) => {
    const line = collationsLine(loadCollations, [one]);
    const text = `${describeBadMapping(one, server)}; a dump that names the first is refused (COLLATION_UNKNOWN)`;
    return { state: 'fail', text, ...(line !== undefined && { fix: [`under load: ${line}`] }) };
  });

const listNames = (names: readonly string[]): string =>
  [
    ...names.slice(0, MOST_NAMES).map((name) => `"${name}"`),
    ...(names.length > MOST_NAMES ? [`and ${names.length - MOST_NAMES} more`] : []),
  ].join(', ');

const MOST_NAMES = 10;
