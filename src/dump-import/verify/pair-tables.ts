import type { MysqlConnection } from '../../connectors/mysql/open-connection.js';
import type { Provenance } from '../../contracts/dump-import/generation.js';
import type { LiveFinding, NotCompared } from '../../contracts/maintenance/verification.js';
import type { DatabaseProof } from '../../contracts/dump-import/proof.js';
import type { DumpImportSettings } from '../../contracts/dump-import/settings.js';
import { listTableTypes } from '../list-tables.js';
import { keptTables } from '../publish/kept-tables.js';
import type { TableToCompare } from './compare-table.js';
import { missingTable } from './compare-table.js';

export interface TablePairs {
  /** The largest first. */
  readonly tables: readonly TableToCompare[];
  /** The databases that are still configured. */
  readonly databases: readonly DatabaseProof[];
  readonly findings: readonly LiveFinding[];
  readonly notCompared: readonly NotCompared[];
}

/**
 * Finds the live table of each table of a generation, those that are missing, and those that came since. Tables that
 * `keep_tables` keeps belong to no generation. Throws `MYSQL_…` codes.
 */
export const pairTables = async (
  publisher: MysqlConnection,
  settings: DumpImportSettings,
  provenance: Provenance,
  server: string,
): Promise<TablePairs> => {
  const tables: TableToCompare[] = [];
  const databases: DatabaseProof[] = [];
  const findings: LiveFinding[] = [];
  const notCompared: NotCompared[] = [];
  const generation = `generation ${provenance.generation}`;
  for (const proof of provenance.databases) {
    const { database } = proof;
    if (!settings.databases.some(({ name }) => name === database)) {
      notCompared.push({ database, name: '*', reason: 'it is no longer configured' });
      continue;
    }
    databases.push(proof);
    const live = await listTableTypes(publisher, database);
    const left = new Map(live);
    for (const one of proof.tables) {
      const name = live.has(one.table) ? one.table : [...live.keys()].find((other) => sameName(other, one.table));
      if (name === undefined) {
        findings.push(missingTable({ database, proof: one }));
        continue;
      }
      left.delete(name);
      // It holds only its next value, which is meant to change.
      if (live.get(name) === 'SEQUENCE') notCompared.push({ database, name, reason: 'a sequence moves on by its use' });
      else
        tables.push({
          database,
          live: name,
          proof: one,
          sameServer: proof.server === undefined || proof.server === server,
        });
    }
    const kept = new Set(keptTables(settings, database, [...left.keys()]));
    for (const name of left.keys()) {
      if (kept.has(name)) notCompared.push({ database, name, reason: 'keep_tables keeps it; no generation holds it' });
      else findings.push({ database, kind: 'table', name, change: 'added' });
    }
  }
  for (const { name } of settings.databases) {
    if (!provenance.databases.some(({ database }) => database === name))
      notCompared.push({ database: name, name: '*', reason: `it is not part of ${generation}` });
  }
  tables.sort((one, other) => sizeOf(other) - sizeOf(one));
  return { tables, databases, findings, notCompared };
};

const sizeOf = ({ proof }: TableToCompare): number => proof.rows * Math.max(1, proof.columns.length);

const sameName = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();
