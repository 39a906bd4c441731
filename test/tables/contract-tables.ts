import { expect } from 'vitest';
import { countsOf } from '../../src/contracts/table-import/record-counts.js';
import type { Resource } from '../../src/contracts/table-import/resource.js';
import type { ContractServer, ContractTable } from './contract-server.js';
import { csvImport, csvOf } from './import-csv.js';
import type { Record_ } from './import-csv.js';

/** Makes, fills and reads the tables of the contract by the vendor's client, and imports into them by the product. */
export const contractTables = (server: () => ContractServer) => {
  const create = async (table: ContractTable, rows: readonly Record_[] = []): Promise<void> => {
    await server().sql(server().tables[table] ?? '');
    if (rows.length === 0) return;
    const literal = (value: string | null) => (value === null ? 'NULL' : server().literal(value));
    const values = rows.map((row) => `(${Object.values(row).map(literal).join(', ')})`);
    const names = Object.keys(rows[0] ?? {}).join(', ');
    await server().sql(`INSERT INTO ${server().schema}.${table} (${names}) VALUES ${values.join(',\n')}`);
  };

  const load = async (
    table: ContractTable | 'content',
    records: readonly Record_[],
    changes: Partial<Resource> = {},
  ) => {
    const one = csvImport(server().target, server().schema, table, csvOf(records), changes);
    try {
      const counts = countsOf(await one.run());
      const rejects = await server().target.rejects.list({ runId: one.file.runId, limit: 1_000 });
      const ledger = await server().target.ledger(one.file.runId);
      expect(ledger).toMatchObject([{ phase: 'done', ...counts }]);
      expect(rejects.length).toBe(counts.rejected);
      await server().target.clean(one.file.runId);
      return { counts, rejects: rejects.map(({ line, reasons }) => ({ line, reasons })) };
    } finally {
      one.remove();
    }
  };

  const rowsOf = async (table: ContractTable, names: readonly string[], order = names[0]): Promise<Record_[]> => {
    const marked = names.map((name) => `CASE WHEN ${name} IS NULL THEN '-' ELSE CONCAT('=', ${name}) END`).join(`, `);
    const line = `REPLACE(REPLACE(REPLACE(CONCAT_WS('|', ${marked}), CHR(92), '~b'), CHR(9), '~t'), CHR(10), '~n')`;
    const text = await server().sql(
      `SELECT ${line.replaceAll('CHR(', server().char)} FROM ${server().schema}.${table} ORDER BY ${order}`,
    );
    const back = (field: string) =>
      field === '-' ? null : field.slice(1).replaceAll('~n', '\n').replaceAll('~t', '\t').replaceAll('~b', '\\');
    return text
      .split('\n')
      .filter((one) => one !== '')
      .map((one) => Object.fromEntries(one.split('|').map((field, at) => [names[at] ?? '', back(field)])));
  };

  return { create, load, rowsOf };
};
