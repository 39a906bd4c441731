import type { MysqlConnection } from '../../connectors/mysql/open-connection.js';
import type { LiveFinding, NotCompared } from '../../contracts/maintenance/verification.js';
import type { DatabaseProof } from '../../contracts/dump-import/proof.js';
import type { DumpImportSettings } from '../../contracts/dump-import/settings.js';
import type { StandingObject } from '../control/standing-objects.js';
import { objectKey, readStandingObjects } from '../control/standing-objects.js';
import type { UnfinishedStep } from '../publish/completion/unfinished.js';

export interface ObjectsToCompare {
  readonly settings: DumpImportSettings;
  readonly databases: readonly DatabaseProof[];
  /** The objects after the publish; undefined if they were not recorded. */
  readonly recorded: readonly StandingObject[] | undefined;
  /** What the publish could not complete. */
  readonly unfinished: readonly UnfinishedStep[];
  readonly sameServer: (database: DatabaseProof) => boolean;
}

export interface ComparedObjects {
  readonly objects: number;
  readonly findings: readonly LiveFinding[];
  readonly notCompared: readonly NotCompared[];
}

/**
 * Compares the views, triggers, routines and events of a generation with those that stand, and finds triggers that
 * somebody added to its tables. Other foreign objects are ignored, as in a publish. Whether an
 * event is switched on makes no difference. Throws `MYSQL_…` codes.
 */
export const compareObjects = async (
  owner: MysqlConnection,
  { settings, databases, recorded, unfinished, sameServer }: ObjectsToCompare,
): Promise<ComparedObjects> => {
  const standing = await readStandingObjects(
    owner,
    databases.map(({ database }) => database),
  );
  const now = new Map(standing.map((object) => [objectKey(object), object]));
  const then = new Map((recorded ?? []).map((object) => [objectKey(object), object]));
  const open = new Set(
    unfinished.flatMap(({ step }) =>
      step.kind === 'create' ? [objectKey({ ...step.object, database: step.database })] : [],
    ),
  );
  const findings: LiveFinding[] = [];
  const notCompared: NotCompared[] = [];
  let compared = 0;
  for (const proof of databases) {
    const { database } = proof;
    const wanted = proof.objects.filter(({ kind }) => kind !== 'event' || settings.objects.events !== 'skip');
    const ours = new Set(wanted.map((object) => objectKey({ ...object, database })));
    for (const { kind, name } of wanted) {
      const key = objectKey({ database, kind, name });
      const skip = (reason: string) => notCompared.push({ database, name: `${kind} ${name}`, reason });
      const found = now.get(key);
      if (open.has(key)) skip('its publish could not create it, and the next run tries again');
      else if (found === undefined) findings.push({ database, kind, name, change: 'missing' });
      else if (!sameServer(proof)) skip('the server was upgraded since its publish, and may show it otherwise');
      else if (then.get(key) === undefined) skip('its definition was not recorded with its publish');
      else {
        compared++;
        if (then.get(key)?.mark !== found.mark) findings.push({ database, kind, name, change: 'definition' });
      }
    }
    const tables = new Set(proof.tables.map(({ table }) => table.toLowerCase()));
    for (const object of standing) {
      if (object.database !== database || object.kind !== 'trigger' || ours.has(objectKey(object))) continue;
      if (tables.has(object.table?.toLowerCase() ?? ''))
        findings.push({ database, kind: 'trigger', name: object.name, change: 'added' });
    }
  }
  return { objects: compared, findings, notCompared };
};
