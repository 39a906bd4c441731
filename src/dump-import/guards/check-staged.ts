import { mysqlErrorNumber } from '../../connectors/mysql/errors.js';
import { withConnection } from '../../connectors/mysql/open-connection.js';
import { readServerFacts } from '../../connectors/mysql/server-facts.js';
import { StevedoreError } from '../../contracts/errors.js';
import type { DatabaseProof } from '../../contracts/dump-import/proof.js';
import type { GuardName } from '../../contracts/dump-import/guards.js';
import type { DumpImportSettings } from '../../contracts/dump-import/settings.js';
import type { MysqlSettings } from '../../contracts/connections/mysql.js';
import { readStagedDatabases } from '../control/staged-databases.js';
import { takeEpoch, WHOLE_PIPELINE } from '../control/take-epoch.js';
import type { TokenReading } from '../control/tokens.js';
import { readCurrentToken } from '../control/tokens.js';
import type { GuardFinding } from './check-guards.js';
import { checkGuards, describeFinding } from './check-guards.js';
import type { ObjectsToTry } from '../objects/check-objects.js';
import { checkObjects } from '../objects/check-objects.js';
import type { HiddenObject } from '../objects/read-objects.js';
import { readObjects } from '../objects/read-objects.js';
import type { StandInsFor } from '../objects/with-stand-ins.js';
import { withStandIns } from '../objects/with-stand-ins.js';
import { assertNoForeignKeysToOutside } from '../publish/foreign-keys/assert-foreign-keys.js';
import { assertNamesFree, readStaying } from '../publish/assert-names-free.js';
import { keptTables } from '../publish/kept-tables.js';
import { listTables } from '../list-tables.js';
import { databaseIn, droppedBeforeCommit, replacedAfterCommit } from '../publish/prepare-publish.js';
import { stayingObjects } from '../publish/staying-objects.js';
import { withRefusalTries } from '../publish/completion/with-refusal-tries.js';

export interface CheckRequest {
  readonly settings: DumpImportSettings;
  readonly runId: string;
  readonly signal?: AbortSignal;
  /** Guards whose findings do not stop the run. @default [] */
  readonly overrideGuards?: readonly GuardName[];
  readonly onFinding?: (finding: GuardFinding, overridden: boolean) => Promise<void>;
}

/**
 * Runs the last checks before the publish: guards against the current generation, foreign keys to missing tables, name
 * clashes with what stays in live, and a trial creation of every object in staging beside stand-ins of the tables that
 * stay. Reports every finding, overridden ones too. Throws GUARD_FAILED naming the tables, FOREIGN_KEY_TO_OUTSIDE, or
 * OBJECT_INVALID.
 */
export const checkStaged = async (
  mysql: MysqlSettings,
  request: CheckRequest,
): Promise<{ readonly tables: number; readonly objects: number }> => {
  const { settings, runId, overrideGuards = [], onFinding } = request;
  const { staged, former } = await withRefusalTries(() =>
    withConnection(mysql, 'publisher', {}, async (publisher) => ({
      staged: await readStagedDatabases(
        publisher,
        { pipeline: settings.name, runId },
        settings.databases.map(({ name }) => name),
      ),
      former: await readCurrentToken(publisher, settings.name),
    })),
  );
  const findings = checkGuards(
    former.kind === 'read' ? former.provenance.databases : [],
    staged,
    settings.publish.guards,
  );
  const isOverridden = ({ guard }: GuardFinding) => overrideGuards.includes(guard);
  for (const finding of findings) await onFinding?.(finding, isOverridden(finding));
  const failed = findings.filter((finding) => !isOverridden(finding));
  if (failed.length > 0) throw guardFailed(failed);
  await withRefusalTries(() => tryInStaging(mysql, request, staged, former));
  return {
    tables: staged.reduce((sum, { tables }) => sum + tables.length, 0),
    objects: staged.reduce((sum, { objects }) => sum + objects.length, 0),
  };
};

const tryInStaging = async (
  mysql: MysqlSettings,
  { settings, runId, signal }: Pick<CheckRequest, 'settings' | 'runId' | 'signal'>,
  staged: readonly DatabaseProof[],
  former: TokenReading,
): Promise<void> => {
  // Stops an earlier worker that might still create something in staging, above all a trigger, and so block the
  // publish.
  const epoch = await takeEpoch(mysql, {
    pipeline: settings.name,
    runId,
    scope: WHOLE_PIPELINE,
    ...(signal === undefined ? {} : { signal }),
  });
  try {
    await assertNoForeignKeysToOutside(
      epoch.publisher,
      staged.map(({ database, tables }) => ({ database, staged: tables.map(({ table }) => table) })),
    );
    const facts = await readServerFacts(epoch.publisher);
    const owner = await epoch.open('owner');
    const databases: StandInsFor[] = [];
    const objects: ObjectsToTry[] = [];
    const unseen: HiddenObject[] = [];
    for (const proof of staged) {
      const arriving = new Set(proof.tables.map(({ table }) => table.toLowerCase()));
      const kept = keptTables(settings, proof.database, await listTables(epoch.publisher, proof.database));
      const staying = kept.filter((table) => !arriving.has(table.toLowerCase()));
      assertNamesFree(
        proof.database,
        proof.objects,
        await readStaying(epoch.publisher, proof.database, staying),
        facts,
      );
      databases.push({ proof, staying });
      const { database } = proof;
      const found = await readObjects(owner, database);
      unseen.push(...found.hidden);
      const leaving = [
        ...droppedBeforeCommit(found, { database, staged: proof.tables.map(({ table }) => table), kept }),
        ...replacedAfterCommit(found, proof, databaseIn(former, database)),
      ];
      objects.push({ database, objects: proof.objects, beside: stayingObjects(found, leaving) });
    }
    await withStandIns(epoch.publisher, databases, () => checkObjects(epoch, objects, { isPassed: lacksOnly(unseen) }));
  } finally {
    await epoch.close();
  }
};

/** A routine whose definition the owner may not read cannot be created in staging, but exists in live. */
const lacksOnly =
  (unseen: readonly HiddenObject[]) =>
  (error: StevedoreError): boolean => {
    const text = error.message.toLowerCase();
    return (
      mysqlErrorNumber(error) === NO_SUCH_ROUTINE &&
      unseen.some(({ name }) => text.includes(`.${name.toLowerCase()} does not exist`))
    );
  };

const NO_SUCH_ROUTINE = 1305;

/** Names as many as a history and a status have room for; the run's log has the rest. */
const guardFailed = (findings: readonly GuardFinding[]): StevedoreError => {
  const told: string[] = [];
  for (const text of findings.map(describeFinding)) {
    if (told.join('; ').length + text.length > MOST_CHARACTERS && told.length > 0) break;
    told.push(text.slice(0, MOST_CHARACTERS));
  }
  const more = findings.length > told.length ? `; and ${findings.length - told.length} more in the run's log` : '';
  const guards = [...new Set(findings.map(({ guard }) => guard))];
  return new StevedoreError(
    'GUARD_FAILED',
    `Cannot publish: ${told.join('; ')}${more}; see publish.guards in the configuration, or start the run with ` +
      guards.map((guard) => `--override-guard ${guard}`).join(' '),
    { details: { findings: findings.length, guard: guards.join(', '), table: findings[0]?.table ?? '' } },
  );
};

const MOST_CHARACTERS = 1_000;
