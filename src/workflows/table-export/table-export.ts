import { isCancellation } from '@temporalio/workflow';
import type { TableExportInput } from '../../contracts/table-export/input.js';
import type { TableExportPlan } from '../../contracts/table-export/plan.js';
import type { TableExportResult } from '../../contracts/table-export/result.js';
import type { ExportedFile, TableExportDetail } from '../../contracts/table-export/snapshot.js';
import { hostTaskQueue } from '../../contracts/temporal-names.js';
import type { Run } from '../run/conduct-run.js';
import { describeExports } from './describe-exports.js';
import { conductRun } from '../run/conduct-run.js';
import { describeFailure } from '../run/failures.js';
import { recorded } from '../run/recorded.js';
import { lastWords, onHost, quick } from './proxies.js';

type TableExport = Run<TableExportPlan, TableExportDetail, TableExportInput>;

/**
 * Tables go into files, one after the other. A file is recorded once it is whole; another attempt writes only those
 * that are not. What was written stays, whatever becomes of the rest.
 */
export async function tableExport(input: TableExportInput): Promise<TableExportResult> {
  const files: ExportedFile[] = [];
  const records = recorded<TableExportPlan, TableExportResult, TableExportDetail, TableExportInput>(input);
  return conductRun<TableExportPlan, TableExportResult, TableExportDetail, TableExportInput>({
    ...records,
    detail: () => ({ files: [...files] }),
    describe: describeExports,
    logStep: 'export',
    attempt: (run, attempt) => exportTables(run, files, attempt),
    close: async (run, end, completedAt) => {
      if (input.job !== undefined && 'failure' in end) {
        // The server, too, looks after jobs whose run has ended.
        await lastWords.failExportJob({ job: input.job, error: end.failure.message }).catch(() => undefined);
      }
      return records.close(run, end, completedAt);
    },
  });
}

const exportTables = async (run: TableExport, files: ExportedFile[], attempt: number): Promise<TableExportResult> => {
  const { input, plan, runId, status } = run;
  const { pipeline, host: named, job } = input;
  const { taskQueue } = named === undefined ? await quick.claimHost() : { taskQueue: hostTaskQueue(named) };
  const host = onHost(plan, taskQueue);
  const step = { pipeline, runId, attempt, ...(job === undefined ? {} : { job }) };
  while (files.length < plan.exports.length) {
    const position = files.length;
    status.show(`exporting_${plan.exports[position] ?? ''}`, 1 + Math.floor((95 * position) / plan.exports.length));
    const file = await host.writeExportFile({
      ...step,
      position,
      ...(input.export === undefined ? {} : { export: input.export }),
      ...(input.readsSecrets === true ? { readsSecrets: true } : {}),
    });
    await quick.recordExportFile({ ...step, file });
    files.push(file);
    status.tell({ files: [...files] });
  }
  const unremoved = await host.removeExportFiles(step).then(
    () => [],
    (error: unknown) => {
      if (isCancellation(error)) throw error;
      return [`Cannot remove old files: ${describeFailure(error).message}`];
    },
  );
  return { outcome: 'success', warnings: unremoved, files };
};
