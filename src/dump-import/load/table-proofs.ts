import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TableProof } from '../../contracts/dump-import/proof.js';

/** Proofs that were made behind the loads of their tables, by `tableKey`. */
export type TableProofs = ReadonlyMap<string, TableProof>;

/**
 * Keeps the proofs of tables beside the dump, for the proof of the whole database, together with those of earlier
 * tries. Best effort: a table without one is proved again.
 */
export const keepTableProofs = async (directory: string, proofs: TableProofs): Promise<void> => {
  if (proofs.size === 0) return;
  const all = [...(await readTableProofs(directory)), ...proofs];
  const file = fileIn(directory);
  await writeFile(`${file}.part`, JSON.stringify(all), { mode: 0o600 })
    .then(() => rename(`${file}.part`, file))
    .catch(() => undefined);
};

/** The proofs that were kept; none if there is no file. */
export const readTableProofs = async (directory: string): Promise<TableProofs> => {
  try {
    return new Map(JSON.parse(await readFile(fileIn(directory), 'utf8')) as [string, TableProof][]);
  } catch {
    return new Map();
  }
};

const fileIn = (directory: string): string => join(directory, 'table-proofs.json');
