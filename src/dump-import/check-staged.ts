import { withConnection } from '../connectors/mysql/open-connection.js';
import { StevedoreError } from '../contracts/errors.js';
import type { DumpImportSettings, MysqlSettings } from '../contracts/settings.js';
import { readStagedDatabases } from './control/staged-databases.js';
import { takeEpoch, WHOLE_PIPELINE } from './control/take-epoch.js';
import { readCurrentToken } from './control/tokens.js';
import type { GuardFinding } from './guard-rules.js';
import { checkGuards } from './guard-rules.js';
import { checkObjects } from './objects/check-objects.js';

/**
 * The last look before the publish: guards against the current generation, and every object created once in staging.
 * Throws GUARD_FAILED naming the tables, or OBJECT_INVALID.
 */
export const checkStaged = async (
  mysql: MysqlSettings,
  request: { readonly settings: DumpImportSettings; readonly runId: string; readonly signal?: AbortSignal },
): Promise<{ readonly tables: number; readonly objects: number }> => {
  const { settings, runId, signal } = request;
  const { staged, former } = await withConnection(mysql, 'publisher', {}, async (publisher) => ({
    staged: await readStagedDatabases(
      publisher,
      { pipeline: settings.name, runId },
      settings.databases.map(({ name }) => name),
    ),
    former: await readCurrentToken(publisher, settings.name),
  }));
  const findings = checkGuards(former.kind === 'read' ? former.provenance.databases : [], staged, settings.publish.guards);
  if (findings.length > 0) throw guardFailed(findings);
  // What an earlier worker would still make in staging, a trigger above all, would stand in the way of the publish.
  const epoch = await takeEpoch(mysql, {
    pipeline: settings.name,
    runId,
    scope: WHOLE_PIPELINE,
    ...(signal === undefined ? {} : { signal }),
  });
  try {
    await checkObjects(epoch, staged);
  } finally {
    await epoch.close();
  }
  return {
    tables: staged.reduce((sum, { tables }) => sum + tables.length, 0),
    objects: staged.reduce((sum, { objects }) => sum + objects.length, 0),
  };
};

const guardFailed = (findings: readonly GuardFinding[]): StevedoreError => {
  const told = findings.slice(0, 5).map(({ guard, database, table, detail }) => `${guard} "${database}.${table}": ${detail}`);
  const more = findings.length > told.length ? `; and ${findings.length - told.length} more` : '';
  return new StevedoreError(
    'GUARD_FAILED',
    `Cannot publish: ${told.join('; ')}${more}; see publish.guards in the configuration`,
    { details: { findings: findings.length, guard: findings[0]?.guard ?? '', table: findings[0]?.table ?? '' } },
  );
};
