import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { ColumnRule } from '../../src/contracts/table-import/column-rule.js';
import type { CsvFormat, FileFormat } from '../../src/contracts/table-import/file-format.js';
import type { Reject } from '../../src/contracts/table-import/reject.js';
import type { Resource } from '../../src/contracts/table-import/resource.js';
import type { FileImport } from '../../src/table-import/import/file-import.js';
import type { PlannedFile } from '../../src/table-import/import/planned-file.js';
import type { TableColumn } from '../../src/table-import/target/table-facts.js';
import { askRecord } from '../../src/table-import/records/ask-record.js';
import { fileColumns } from '../../src/table-import/records/file-columns.js';
import { findEncoding } from '../../src/table-import/records/find-encoding.js';
import { RejectCollector } from '../../src/table-import/records/keep-rejects.js';
import { readNames } from '../../src/table-import/records/read-names.js';
import { recordLines } from '../../src/table-import/records/record-lines.js';

export const CSV: CsvFormat = {
  format: 'csv',
  delimiter: ',',
  quote: '"',
  skipLines: 0,
  header: true,
  mapping: {},
  maxRecordBytes: 1 << 20,
};
const RESOURCE: Resource = {
  connection: 'main',
  table: 'people',
  unique: [],
  references: [],
  onExisting: 'update',
  duplicates: 'last',
  commit: 'once',
  batchSize: 1000,
  rebuild: false,
  createTable: false,
  onNewColumns: 'ignore',
  emptyAsNull: false,
};

interface Reading {
  readonly rules: readonly ColumnRule[];
  readonly format?: FileFormat;
  readonly defaults?: Readonly<Record<string, string>>;
  readonly emptyAsNull?: boolean;
}

/** The lines and rejects of a file, read twice: as it is read in a run, and with every record asked about. */
export const readRecords = async (
  folder: string,
  content: string | Buffer,
  { rules, format = CSV, defaults = {}, emptyAsNull = false }: Reading,
) => {
  const path = join(folder, 'file');
  writeFileSync(path, content);
  const encoding = await findEncoding(path, format.encoding);
  const { names = rules.map(({ name }) => name), header, yielding } = await readNames(path, format, encoding);
  const { targets } = fileColumns(names, format.mapping, new Set(rules.map(({ name }) => name)), yielding);
  const given = targets.filter((name) => name !== undefined);
  const order = [...given, ...Object.keys(defaults).filter((name) => !given.includes(name))];
  const ruleOf = (name: string) => rules.find((rule) => rule.name === name) as ColumnRule;
  const plan: PlannedFile = {
    encoding,
    totalBytes: 0,
    header,
    targets,
    rules: order.map(ruleOf),
    defaults: order.map((name) => defaults[name]),
    emptyAsNull,
    write: {
      name: { schema: 's', table: 'people' },
      columns: order.map((name) => ({ name, rule: ruleOf(name) }) as TableColumn),
      key: [],
      uniques: [],
      references: [],
      onExisting: 'update',
      duplicates: 'last',
      rebuild: false,
    },
  };
  const file: FileImport = { runId: 'r', fileNo: 1, resource: RESOURCE, schema: 's', format, path };
  const readings = [];
  for (const askAll of [false, true]) {
    const rejects = new RejectCollector(file, plan);
    const ask = askRecord(plan);
    let text = '';
    const reading = recordLines({
      file,
      plan,
      askAll,
      decide: (record) => {
        const answer = ask(record);
        if ('line' in answer) return answer.line;
        rejects.add(record, answer.reasons);
        return undefined;
      },
    });
    for (;;) {
      const { value, done } = await reading.next();
      if (done === true) {
        const lines = text.split('\n').slice(0, -1);
        lines.sort((one, two) => parseInt(one) - parseInt(two));
        const kept: Reject[] = [];
        for await (const reject of rejects.all([])) kept.push(reject);
        kept.sort((one, two) => one.line - two.line);
        readings.push({ records: value, lines, rejects: kept });
        break;
      }
      text += value.toString();
    }
  }
  expect(readings[1]).toEqual(readings[0]);
  return { ...(readings[0] as (typeof readings)[number]), file, plan };
};
