import type { Command } from 'commander';
import type { ScheduleJson } from '../../api/pipelines/schedule-routes.js';
import type { CommandContext } from '../context.js';

/** `stevedore pause` and `stevedore resume`. */
export const addPauseCommands = (program: Command, context: CommandContext): void => {
  const add = (verb: 'pause' | 'resume', description: string): void => {
    program
      .command(verb)
      .argument('<pipeline>', 'the pipeline')
      .description(description)
      .option('--reason <text>', 'why, shown with the Schedule')
      .option('--json', 'print JSON')
      .action(async (pipeline: string, flags: { reason?: string; json?: boolean }) => {
        const api = await context.api();
        const body = { by: context.user, ...(flags.reason === undefined ? {} : { reason: flags.reason }) };
        const path = `/api/v1/pipelines/${encodeURIComponent(pipeline)}/${verb}`;
        const schedule = await api.post<ScheduleJson>(path, body);
        if (flags.json) context.out(`${JSON.stringify(schedule)}\n`);
        else context.out(`${pipeline}  ${schedule.schedule_paused ? 'paused' : `next ${schedule.next_scheduled}`}\n`);
      });
  };
  add('pause', 'let its schedule start nothing until it is resumed; runs can be started by hand');
  add('resume', 'let its schedule start runs again; what was missed is not made up for');
};
