import { quoteName, quoteQualified, quoteText } from '../../../../connectors/mysql/quote-name.js';
import type { Reference } from '../../../../contracts/table-import/resource.js';
import type { SetFinding } from '../../set-reasons.js';
import type { UniqueKey } from '../../table-facts.js';
import type { WritePlan } from '../../table-target.js';
import type { ShapeColumn } from '../catalog/table-shape.js';
import { isStaged } from './relate.js';
import { GOES_IN } from './staging.js';
import type { StagedRecords } from './staging.js';

/** Whether a reference is to the table that the records go into. */
export const isOfSelf = ({ name }: WritePlan, { schema = name.schema, table }: Reference): boolean =>
  schema === name.schema && table === name.table;

interface Finding {
  readonly code: SetFinding['code'];
  readonly columns: readonly ShapeColumn[];
  /** `x` is rejected, `r` repeated. */
  readonly fate?: 'x' | 'r';
  readonly lacks?: string;
}

const ACTION = 'Cannot compare the records with each other and with the table';

/**
 * Writes into the side table what one kind of comparison finds, and marks the records; each gives how many it found.
 * The staging stands but once in each statement, which is all that MySQL allows for a session's own table.
 */
export class SetFinder {
  /** All that was found. */
  found = 0;

  private readonly staged: StagedRecords;
  private repeated = 0;
  private pass = 0;

  constructor(staged: StagedRecords) {
    this.staged = staged;
  }

  async nullsInKey(): Promise<void> {
    const { shape, plan } = this.staged;
    for (const column of shape.key) {
      // Of one that is made, what it is made of is told already.
      const isMade = plan.relations?.made.some((one) => one.column === column.name) === true;
      const where = `${column.value} IS NULL${isMade ? ` AND ${GOES_IN}` : ''}`;
      await this.find({ code: 'required', columns: [column] }, '', where);
    }
  }

  /** What relations could not fill, and must stand. */
  async unfilled(): Promise<void> {
    const { shape, plan } = this.staged;
    const { lookups = [], made = [] } = plan.relations ?? {};
    for (const { column: name, from, table } of lookups) {
      const column = shape.columnOf(name);
      const given = isStaged(shape, from) ? shape.columnOf(from) : undefined;
      if (given !== undefined) {
        const finding = { code: 'missing_reference', columns: [given], lacks: table } as const;
        await this.find(finding, '', `${column.value} IS NULL AND ${given.value} IS NOT NULL`);
      }
      if (!column.mustStand) continue;
      const where = given === undefined ? '' : ` AND ${given.value} IS NULL`;
      await this.find({ code: 'required', columns: [column] }, '', `${column.value} IS NULL${where}`);
    }
    for (const column of made.map((one) => shape.columnOf(one.column))) {
      // What it is made of is told already.
      const where = `${column.value} IS NULL AND ${GOES_IN}`;
      if (column.mustStand) await this.find({ code: 'required', columns: [column] }, '', where);
    }
  }

  missingReferences(reference: Reference): Promise<number> {
    const { shape, plan, staging } = this.staged;
    const { columns: names, table, foreignColumns } = reference;
    const columns = names.map((name) => shape.columnOf(name));
    const finding = { code: 'missing_reference', columns, lacks: table } as const;
    const foreign = quoteQualified(reference.schema ?? plan.name.schema, table);
    const first = quoteName(foreignColumns[0] ?? '');
    const on = columns.map(({ value }, at) => `f.${quoteName(foreignColumns[at] ?? '')} = ${value}`).join(' AND ');
    const given = columns.map(({ value }) => `${value} IS NOT NULL`).join(' AND ');
    const inTable = `LEFT JOIN ${foreign} f ON ${on}`;
    const notInTable = `f.${first} IS NULL`;
    if (!isOfSelf(plan, reference)) return this.find(finding, inTable, `${given} AND ${notInTable}`);
    const isGiven = foreignColumns.every((name) => shape.columns.some((column) => column.name === name));
    const parent = columns.map(({ value }, at) => `${inOther(shape.columnOf(foreignColumns[at] ?? ''))} = ${value}`);
    const joins = [
      ...(plan.rebuild ? [] : [inTable]),
      ...(isGiven ? [`LEFT JOIN ${staging.table} p ON ${parent.join(' AND ')} AND p.fate IS NULL`] : []),
    ];
    const where = [GOES_IN, given, ...(plan.rebuild ? [] : [notInTable]), ...(isGiven ? ['p.line IS NULL'] : [])];
    return this.find(finding, joins.join(' '), where.join(' AND '));
  }

  /** Another row of the table has the values of a second unique key. */
  rowsWithSame(unique: UniqueKey): Promise<number> {
    const { shape } = this.staged;
    const columns = unique.columns.map((name) => shape.columnOf(name));
    const same = columns.map((column) => `t.${column.column} = ${column.value}`).join(' AND ');
    const own = shape.key.map((column) => `t.${column.column} <=> ${column.value}`).join(' AND ');
    const other = own === '' ? 'TRUE' : `NOT (${own})`;
    return this.find({ code: 'not_unique', columns }, `STRAIGHT_JOIN ${shape.table} t ON ${same}`, other);
  }

  rowsThatExist(): Promise<number> {
    const { shape } = this.staged;
    if (shape.key.length === 0) return Promise.resolve(0);
    const own = shape.key.map((column) => `t.${column.column} = ${column.value}`).join(' AND ');
    return this.find(
      { code: 'already_exists', columns: shape.key },
      `STRAIGHT_JOIN ${shape.table} t ON ${own}`,
      'TRUE',
    );
  }

  /** Forgets what it found before, and looks again among the records that go in. */
  async repeatedKeys(): Promise<void> {
    const { connection, staging, shape, plan } = this.staged;
    if (this.repeated > 0) {
      await connection.execute(`UPDATE ${staging.table} SET fate = NULL WHERE fate = 'r'`, ACTION);
      await connection.execute(`DELETE FROM ${staging.out} WHERE fate = 'r'`, ACTION);
    }
    if (shape.key.length === 0) return;
    const finding = { code: 'duplicate_key', columns: shape.key, fate: 'r' } as const;
    this.repeated = await this.twins(finding, plan.duplicates === 'last' ? 'DESC' : 'ASC');
  }

  /** Among the records that go in, the first counts: the others would collide with its row. */
  recordsWithSame(unique: UniqueKey): Promise<number> {
    const columns = unique.columns.map((name) => this.staged.shape.columnOf(name));
    return this.twins({ code: 'not_unique', columns }, 'ASC');
  }

  private async twins(finding: Finding, order: 'ASC' | 'DESC'): Promise<number> {
    const { connection, staging } = this.staged;
    const values = finding.columns.map(({ value }) => value);
    const where = [GOES_IN, ...values.map((value) => `${value} IS NOT NULL`)].join(' AND ');
    const by = values.join(', ');
    // Twins are rare, and a count of them is much quicker than their order.
    const [counted] = await connection.query(
      `SELECT COUNT(*) AS records, COUNT(DISTINCT ${by}) AS different FROM ${staging.table} s WHERE ${where}`,
      [],
      ACTION,
    );
    if (Number(counted?.['records']) === Number(counted?.['different'])) return 0;
    return this.insert(
      finding,
      `(SELECT s.line, ${textOf(values)} AS value, FIRST_VALUE(s.line) OVER (PARTITION BY ${by} ORDER BY s.line ${order}) AS other
        FROM ${staging.table} s WHERE ${where}) found WHERE line <> other`,
    );
  }

  private find(finding: Finding, join: string, where: string): Promise<number> {
    const values = finding.columns.map(({ value }) => value);
    const { table } = this.staged.staging;
    return this.insert(
      finding,
      `(SELECT s.line, ${textOf(values)} AS value, NULL AS other FROM ${table} s ${join} WHERE ${where}) found`,
    );
  }

  private async insert({ code, columns, fate = 'x', lacks }: Finding, from: string): Promise<number> {
    const { connection, staging } = this.staged;
    const pass = ++this.pass;
    const names = quoteText(JSON.stringify(columns.map(({ name }) => name)));
    const { affectedRows } = await connection.execute(
      `INSERT INTO ${staging.out} (line, fate, pass, code, names, value, other, lacks)
        SELECT line, '${fate}', ${pass}, '${code}', ${names}, value, other, ${lacks === undefined ? 'NULL' : quoteText(lacks)} FROM ${from}`,
      ACTION,
    );
    this.found += affectedRows;
    if (affectedRows > 0) {
      await connection.execute(
        `UPDATE ${staging.out} o STRAIGHT_JOIN ${staging.table} s ON s.line = o.line SET s.fate = '${fate}' WHERE o.pass = ${pass}`,
        ACTION,
      );
    }
    return affectedRows;
  }
}

const textOf = (values: readonly string[]): string =>
  `LEFT(CONCAT_WS(', ', ${values.map((value) => `CAST(${value} AS CHAR CHARACTER SET utf8mb4)`).join(', ')}), 200)`;

/** The value of a staged column in the staging's other name. */
const inOther = ({ staged }: ShapeColumn): string => `p.${staged}`;
