import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { findLostWorkers, keepWorkerRecord } from '../../src/connectors/disk/worker-record.js';
import type { RunningProcess } from '../support/child-process.js';
import { runProgram, startProcess } from '../support/child-process.js';
import { eventually } from '../support/eventually.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const TRY = { token: 'dG9rZW4=', activity: 'loadDump', workflowId: 'dump-import/import', runId: 'run-1' };
const MODULE = fileURLToPath(new URL('../../dist/connectors/disk/worker-record.js', import.meta.url));

const running: RunningProcess[] = [];
afterEach(() => Promise.all(running.splice(0).map((worker) => worker.kill9())));

/** A process that keeps a record with one open try, as a worker does; `under` is a command that it is started by. */
const startWorker = async (folder: string, under: readonly string[] = []): Promise<RunningProcess> => {
  const program = `
    const { keepWorkerRecord } = await import(${JSON.stringify(MODULE)});
    const record = await keepWorkerRecord(${JSON.stringify(folder)}, 'a-host');
    record.during(${JSON.stringify(TRY)}, () => new Promise(() => setInterval(() => undefined, 1000)));
    console.log('kept');`;
  const logFile = join(temporaryFolder('worker-record'), 'output.log');
  const [command = process.execPath, ...args] = [...under, process.execPath, '--input-type=module', '-e', program];
  const worker = await startProcess({
    command,
    args,
    logFile,
    ready: () => readFileSync(logFile, 'utf8').includes('kept'),
  });
  running.push(worker);
  return worker;
};

/** With a long name: the path of a socket may have 107 bytes only. */
const workFolder = (): string => join(temporaryFolder('work'), 'a-folder-with-a-long-name-'.repeat(5));

const identityFile = (folder: string): string => {
  const [name = ''] = readdirSync(join(folder, '.workers'));
  return join(folder, '.workers', name, 'worker.json');
};

/** With separate process ids, as in a container; needs root. */
const IN_A_CONTAINER = ['unshare', '--pid', '--fork', '--kill-child', '--mount-proc'];

const mayUnshare = (): Promise<boolean> => {
  const [command = '', ...args] = [...IN_A_CONTAINER, 'true'];
  return runProgram(command, args).then(
    () => true,
    () => false,
  );
};

describe('the record of a worker', () => {
  it('gives its open tries to a successor once it has been killed, and not before, also while it is paused', async () => {
    const folder = workFolder();
    const worker = await startWorker(folder);
    expect(await findLostWorkers(folder)).toEqual([]);
    worker.signal('SIGSTOP');
    expect(await findLostWorkers(folder)).toEqual([]);
    await worker.kill9();
    const [lost, ...others] = await findLostWorkers(folder);
    expect(others).toEqual([]);
    expect(lost).toMatchObject({ hostId: 'a-host', tries: [TRY] });
    await lost?.forget();
    expect(await findLostWorkers(folder)).toEqual([]);
    expect(readdirSync(join(folder, '.workers'))).toEqual([]);
  });

  it('is distinguished from that of another process with the same process id', async () => {
    const folder = workFolder();
    await startWorker(folder);
    const file = identityFile(folder);
    const identity = JSON.parse(readFileSync(file, 'utf8')) as { mark: { startedAt: string } };
    identity.mark.startedAt = '1';
    writeFileSync(file, JSON.stringify(identity));
    expect(await findLostWorkers(folder)).toHaveLength(1);
  });

  it('of another start of the system, or of another machine, says nothing', async () => {
    const folder = workFolder();
    const worker = await startWorker(folder);
    await worker.kill9();
    const file = identityFile(folder);
    writeFileSync(file, readFileSync(file, 'utf8').replace(/"bootId":"[^"]*"/, '"bootId":"another"'));
    expect(await findLostWorkers(folder)).toEqual([]);
  });

  it('of a container is judged by its socket: alive while it answers, lost when nobody does', async (context) => {
    if (!(await mayUnshare())) context.skip();
    const folder = workFolder();
    const worker = await startWorker(folder, IN_A_CONTAINER);
    expect(JSON.parse(readFileSync(identityFile(folder), 'utf8'))).toMatchObject({ mark: { pid: 1 } });
    expect(await findLostWorkers(folder)).toEqual([]);
    await worker.kill9();
    // Its namespace ends a moment after its parent.
    const lost = await eventually('the lost worker', async () => (await findLostWorkers(folder))[0]);
    expect(lost).toMatchObject({ hostId: 'a-host', tries: [TRY] });
  });

  it('of a copied work folder is not that of a lost worker', async (context) => {
    if (!(await mayUnshare())) context.skip();
    const [folder, copy] = [workFolder(), workFolder()];
    await startWorker(folder, IN_A_CONTAINER);
    await runProgram('mkdir', ['-p', copy]);
    await runProgram('cp', ['-a', `${folder}/.`, copy]);
    expect(await findLostWorkers(copy)).toEqual([]);
  });

  it('is gone when the worker has stopped, and holds no try that has ended', async () => {
    const folder = workFolder();
    const record = await keepWorkerRecord(folder, 'a-host');
    await expect(record.during(TRY, () => Promise.reject(new Error('the step fails')))).rejects.toThrow(
      'the step fails',
    );
    expect(readdirSync(join(identityFile(folder), '..', 'tries'))).toEqual([]);
    await record.close();
    expect(readdirSync(join(folder, '.workers'))).toEqual([]);
  });
});
