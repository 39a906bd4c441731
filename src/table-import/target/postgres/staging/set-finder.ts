import { quoteName, quoteQualified, quoteText } from '../../../../connectors/postgres/quote-name.js';
import type { Reference } from '../../../../contracts/table-import/resource.js';
import type { SetFinding } from '../../set-reasons.js';
import type { UniqueKey } from '../../table-facts.js';
import type { WritePlan } from '../../table-target.js';
import { isStaged } from './relate.js';
import type { StagedRecords } from './staged-records.js';
import { goesIn } from './staging.js';
import type { ShapeColumn } from '../catalog/table-shape.js';

/** Whether a reference is to the table that the records go into. */
export const isOfSelf = ({ name }: WritePlan, { schema = name.schema, table }: Reference): boolean =>
  schema === name.schema && table === name.table;

interface Finding {
  readonly code: SetFinding['code'];
  readonly columns: readonly ShapeColumn[];
  readonly fate?: 'rejected' | 'repeated';
  readonly lacks?: string;
}

/** Writes into the side table what one kind of comparison finds; each gives how many records it found. */
export class SetFinder {
  private readonly staged: StagedRecords;
  private repeated = 0;
  private found = 0;

  constructor(staged: StagedRecords) {
    this.staged = staged;
  }

  async nullsInKey(): Promise<void> {
    for (const column of this.staged.shape.key) {
      if (!column.mustStand) await this.find({ code: 'required', columns: [column] }, `${column.value} is null`);
    }
  }

  /** What relations could not fill, and must stand. */
  async unfilled(): Promise<void> {
    const { shape, plan } = this.staged;
    const { lookups = [], made = [] } = plan.relations ?? {};
    for (const { column: name, from, table } of lookups) {
      const column = shape.columnOf(name);
      const isGiven = isStaged(shape, from) ? `${shape.columnOf(from).value} is not null` : 'false';
      if (isGiven !== 'false') {
        const finding = { code: 'missing_reference', columns: [shape.columnOf(from)], lacks: table } as const;
        await this.find(finding, `${column.value} is null and ${isGiven}`);
      }
      if (column.mustStand) {
        await this.find({ code: 'required', columns: [column] }, `${column.value} is null and not (${isGiven})`);
      }
    }
    for (const column of made.map((one) => shape.columnOf(one.column))) {
      // What it is made of is told already.
      const where = `${column.value} is null and ${this.goesIn()}`;
      if (column.mustStand) await this.find({ code: 'required', columns: [column] }, where);
    }
  }

  missingReferences(reference: Reference): Promise<number> {
    const { shape, plan, staging } = this.staged;
    const { columns: names, table, foreignColumns } = reference;
    const columns = names.map((name) => shape.columnOf(name));
    const given = columns.map(({ value }) => `${value} is not null`).join(' and ');
    const foreign = quoteQualified(reference.schema ?? plan.name.schema, table);
    const rows = `select from ${foreign} f where ${columns.map(({ value }, at) => `f.${quoteName(foreignColumns[at] ?? '')} = ${value}`).join(' and ')}`;
    const finding = { code: 'missing_reference', columns, lacks: table } as const;
    if (!isOfSelf(plan, reference)) return this.find(finding, `${given} and not exists (${rows})`);
    const parents = foreignColumns.every((name) => shape.columns.some((column) => column.name === name))
      ? `select from ${staging.table} p where ${columns.map(({ value }, at) => `${inOther(shape.columnOf(foreignColumns[at] ?? ''), 'p')} = ${value}`).join(' and ')}
          and not exists (select from ${staging.out} o where o.line = p.line)`
      : 'select where false';
    const inTable = plan.rebuild ? '' : `not exists (${rows}) and `;
    return this.find(finding, `${this.goesIn()} and ${given} and ${inTable}not exists (${parents})`);
  }

  /** Another row of the table has the values of a second unique key. */
  rowsWithSame(unique: UniqueKey): Promise<number> {
    const { shape } = this.staged;
    const columns = unique.columns.map((name) => shape.columnOf(name));
    const own = shape.key.map((column) => `t.${column.column} = ${column.value}`).join(' and ');
    const equal = unique.nullsAreEqual === true ? 'is not distinct from' : '=';
    const same = columns.map((column) => `t.${column.column} ${equal} ${column.value}`).join(' and ');
    const other = own === '' ? '' : ` and not (${own})`;
    return this.find({ code: 'not_unique', columns }, `exists (select from ${shape.table} t where ${same}${other})`);
  }

  rowsThatExist(): Promise<number> {
    const { shape } = this.staged;
    if (shape.key.length === 0) return Promise.resolve(0);
    const own = shape.key.map((column) => `t.${column.column} = ${column.value}`).join(' and ');
    return this.find(
      { code: 'already_exists', columns: shape.key },
      `exists (select from ${shape.table} t where ${own})`,
    );
  }

  /** Forgets what it found before, and looks again among the records that go in. */
  async repeatedKeys(): Promise<void> {
    const { connection, staging, shape, plan } = this.staged;
    if (this.repeated > 0) {
      await connection.execute(`delete from ${staging.out} where fate = 'repeated'`);
      this.found -= this.repeated;
    }
    if (shape.key.length === 0) return;
    this.repeated = await this.twins(
      { code: 'duplicate_key', columns: shape.key, fate: 'repeated' },
      shape.key.map(({ value }) => value),
      plan.duplicates === 'last' ? 'desc' : 'asc',
    );
  }

  /** Among the records that go in, the first counts: the others would collide with its row. */
  recordsWithSame(unique: UniqueKey): Promise<number> {
    const columns = unique.columns.map((name) => this.staged.shape.columnOf(name));
    const values = columns.map(({ value }) => value);
    return this.twins({ code: 'not_unique', columns }, values, 'asc', unique.nullsAreEqual === true ? [] : values);
  }

  private async twins(
    finding: Finding,
    values: readonly string[],
    order: 'asc' | 'desc',
    given: readonly string[] = [],
  ): Promise<number> {
    const { connection, staging } = this.staged;
    const where = [this.goesIn(), ...given.map((value) => `${value} is not null`)].join(' and ');
    const by = values.join(', ');
    // Twins are rare, and to see that there are none is much quicker than to order them.
    const test =
      values.length === 1
        ? `select count(${by}) > count(distinct ${by}) or count(*) > count(${by}) + 1 as found from ${staging.table} s where ${where}`
        : `select exists (select from ${staging.table} s where ${where} group by ${by} having count(*) > 1) as found`;
    const [some] = await connection.query(test, [], COMPARE);
    if (some?.['found'] !== true) return 0;
    return this.insert(
      finding,
      `select s.line, ${textOf(values)} as value, first_value(s.line) over (partition by ${by} order by s.line ${order}) as other
        from ${staging.table} s where ${where}`,
      'line <> other',
    );
  }

  /** Values that were refused are no longer in the staging. */
  private goesIn(): string {
    return goesIn(this.staged.staging, this.found > 0);
  }

  private find(finding: Finding, where: string): Promise<number> {
    const values = finding.columns.map(({ value }) => value);
    const { table } = this.staged.staging;
    return this.insert(
      finding,
      `select s.line, ${textOf(values)} as value, null::bigint as other from ${table} s where ${where}`,
      'true',
    );
  }

  private async insert({ code, columns, fate = 'rejected', lacks }: Finding, from: string, where: string) {
    const { connection, staging } = this.staged;
    const names = columns.map(({ name }) => quoteText(name)).join(', ');
    const { affectedRows } = await connection.execute(
      `insert into ${staging.out} (line, fate, code, columns, value, other, lacks)
        select line, '${fate}', '${code}', array[${names}], value, other, ${lacks === undefined ? 'null' : quoteText(lacks)}
        from (${from}) found where ${where}`,
      [],
      COMPARE,
    );
    this.found += affectedRows;
    return affectedRows;
  }
}

const COMPARE = 'Cannot compare the records with each other and with the table';

const textOf = (values: readonly string[]): string =>
  `left(concat_ws(', ', ${values.map((value) => `${value}::text`).join(', ')}), 200)`;

/** The value of a staged column under another name of the staging. */
const inOther = ({ value }: ShapeColumn, name: string): string => value.replace(/^s\./, `${name}.`);
