import { setTimeout as sleep } from 'node:timers/promises';
import type { Command } from 'commander';
import type { RunJson, RunLogLine } from '../../api/runs/run-schema.js';
import type { CommandContext } from '../context.js';
import { styled } from '../output/style.js';
import { visibleLine } from '../output/visible.js';
import type { Clock } from '../output/when.js';
import { createClock } from '../output/when.js';
import { findRun } from './find-run.js';

export const addLogsCommand = (program: Command, context: CommandContext): void => {
  program
    .command('logs')
    .argument('[run]', 'a run id, or a pipeline for its newest run; default: the newest run')
    .description('print the log lines of a run')
    .option('-f, --follow', 'continue until the run has ended')
    .option('--json', 'print one JSON object per line')
    .action(async (target: string | undefined, flags: { follow?: boolean; json?: boolean }) => {
      const api = await context.api();
      const run = await findRun(api, target);
      const clock = createClock({ forPerson: context.outColumns() !== undefined });
      const print = (lines: readonly RunLogLine[]): void => {
        context.out(lines.map((line) => `${flags.json ? JSON.stringify(line) : formatLine(line, clock)}\n`).join(''));
      };
      let after = 0;
      const printNew = async (): Promise<void> => {
        for (;;) {
          const page = await api.get<{ logs: RunLogLine[]; next: number }>(
            `/api/v1/runs/${run.run_id}/logs?after=${after}&limit=${PAGE}`,
          );
          print(page.logs);
          after = page.next;
          if (page.logs.length < PAGE) return;
        }
      };
      await printNew();
      let open = flags.follow === true && run.status === 'running';
      while (open && !context.interrupted.aborted) {
        await sleep(1_000, undefined, { signal: context.interrupted }).catch(() => undefined);
        // The state is read first, so that lines written just before the end are not missed.
        open = (await api.get<RunJson>(`/api/v1/runs/${run.run_id}`)).status === 'running';
        await printNew();
      }
    });
};

const PAGE = 500;

const formatLine = ({ timestamp, level, step, message, error, duration }: RunLogLine, clock: Clock): string => {
  const rest = [duration === undefined ? '' : ` (${duration})`, error === undefined ? '' : `: ${error}`].join('');
  const marked = level === 'INFO' ? level.padEnd(5) : styled(level === 'ERROR' ? 'red' : 'yellow', level.padEnd(5));
  return `${clock.stamp(timestamp)}  ${marked}  ${visibleLine(step.padEnd(14))}  ${visibleLine(message + rest)}`;
};
