import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Client, Connection } from '@temporalio/client';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';

export interface RecordedSite {
  readonly start: (body: Record<string, unknown>) => Promise<string>;
  readonly ended: (id: string, timeoutMs?: number) => Promise<unknown>;
  readonly run: (id: string) => Promise<Record<string, unknown>>;
}

const directory = join(import.meta.dirname, '..', 'test', 'replay', 'histories');

/**
 * Records histories of a site's runs for the replay test, as `<release>-<name>.json`; never replaces an existing file.
 * The arguments: `--release`, of package.json by default; each `--only <name>` records one.
 */
export const startHistoryRecorder = async (temporalAddress: string, site: RecordedSite) => {
  const packageJson = JSON.parse(readFileSync(join(import.meta.dirname, '..', 'package.json'), 'utf8')) as {
    version: string;
  };
  const { values } = parseArgs({
    options: { release: { type: 'string', default: packageJson.version }, only: { type: 'string', multiple: true } },
  });
  // Processes that are being stopped keep nothing alive.
  const alive = setInterval(() => undefined, 1_000);
  const connection = await Connection.connect({ address: temporalAddress });
  const client = new Client({ connection });
  const wants = (...names: readonly string[]): boolean =>
    values.only === undefined || names.some((name) => values.only?.includes(name));
  const write = (name: string, history: Parameters<typeof historyToJSON>[0], what: string): void => {
    const file = join(directory, `${values.release}-${name}.json`);
    // Removes this machine's project path.
    const text = historyToJSON(history).replaceAll(`file://${process.cwd()}/`, '').replaceAll(`${process.cwd()}/`, '');
    writeFileSync(file, `${text}\n`, { flag: 'wx' });
    console.log(`${name}: ${what}, ${history.events?.length ?? 0} events`);
  };
  return {
    /** Whether one of the histories is to be recorded. */
    wants,
    ended: async (body: Record<string, unknown>): Promise<string> => {
      const id = await site.start(body);
      await site.ended(id);
      return id;
    },
    record: async (name: string, runId: string): Promise<void> => {
      if (!wants(name)) return;
      const { workflow_id: workflowId, status } = await site.run(runId);
      const history = await client.workflow.getHandle(String(workflowId), runId).fetchHistory();
      write(name, history, String(status));
    },
    /** The newest workflow of an id, once it has ended, whatever it ended as. */
    recordOf: async (name: string, workflowId: string): Promise<void> => {
      if (!wants(name)) return;
      const handle = client.workflow.getHandle(workflowId);
      await handle.result().catch(() => undefined);
      write(name, await handle.fetchHistory(), (await handle.describe()).status.name);
    },
    close: async (): Promise<void> => {
      await connection.close();
      clearInterval(alive);
    },
  };
};
