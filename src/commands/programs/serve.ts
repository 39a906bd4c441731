import type { Command } from 'commander';
import type { CommandContext } from '../context.js';
import type { Programs } from './dev.js';

/** `worker` and `server`: one program alone, for an installation on several machines. */
export const addServeCommands = (program: Command, context: CommandContext, programs: Programs): void => {
  program
    .command('worker')
    .description('run a worker: it does the work of the runs')
    .action(async () => {
      const worker = await programs.startWorker(await context.settings(), context.configFile());
      context.interrupted.addEventListener('abort', () => worker.shutdown(), { once: true });
      if (context.interrupted.aborted) worker.shutdown();
      await worker.stopped;
    });

  program
    .command('server')
    .description('run the API')
    .action(async () => {
      const server = await programs.startServer(await context.settings());
      context.err(`API  ${server.url}\n`);
      await new Promise<void>((resolve) => {
        context.interrupted.addEventListener('abort', () => resolve(), { once: true });
        if (context.interrupted.aborted) resolve();
      });
      await server.close();
    });
};
