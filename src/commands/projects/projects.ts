import type { Command } from 'commander';
import type { CommandContext } from '../context.js';
import { printRows } from '../output/print-rows.js';
import { importProjectFile } from './import-project-file.js';
import type { RunProjectFlags } from './run-project.js';
import { runProject } from './run-project.js';
import { durationOption } from '../runs/run.js';

interface ProjectJson {
  readonly name: string;
  readonly connection_id: string;
  readonly updated_at: string;
}

/** `stevedore project import|list|show|delete|run`: sets of CSV files that are imported together. */
export const addProjectCommands = (program: Command, context: CommandContext): void => {
  const project = program.command('project').description('projects of CSV files: which file goes into which table');
  const { out, err } = context;

  project
    .command('import')
    .argument('<file>', "the project's file, such as config/example_project.yaml")
    .description('make the project of a file, or change it to what the file says; needs the key of an admin')
    .option('--json', 'print the project as JSON')
    .addHelpText(
      'after',
      '\nVariables (${NAME}) and the key that key_path names are read here; the API keeps what is secret encrypted.',
    )
    .action((file: string, { json }: { json?: boolean }) => importProjectFile(context, file, json));

  project
    .command('list')
    .description('list the projects')
    .option('--json', 'print JSON')
    .action(async ({ json }: { json?: boolean }) => {
      const api = await context.api();
      const { projects } = await api.get<{ projects: readonly ProjectJson[] }>('/projects');
      if (json) out(`${JSON.stringify(projects)}\n`);
      else {
        printRows(context, projects, (clock) => [
          { title: 'PROJECT', of: ({ name }) => name, atLeast: 8 },
          { title: 'CONNECTION', of: ({ connection_id: id }) => id, atLeast: 8, rank: 1 },
          { title: 'CHANGED', of: ({ updated_at: at }) => clock.brief(at) },
        ]);
      }
      if (projects.length === 0) err('There is no project; make one with: stevedore project import FILE\n');
    });

  project
    .command('show')
    .argument('<name>', 'the project')
    .description('print a project as JSON, with *** in place of its secrets')
    .action(async (name: string) => {
      const api = await context.api();
      out(`${JSON.stringify(await api.get<object>(`/projects/${encodeURIComponent(name)}`), null, 2)}\n`);
    });

  project
    .command('delete')
    .argument('<name>', 'the project')
    .description('delete a project; its imports stay in the list, and its tables as they are')
    .option('--json', 'print JSON')
    .action(async (name: string, { json }: { json?: boolean }) => {
      const api = await context.api();
      await api.delete(`/projects/${encodeURIComponent(name)}?by=${encodeURIComponent(context.user)}`);
      if (json) out(`${JSON.stringify({ deleted: name })}\n`);
      err(`Deleted the project "${name}"\n`);
    });

  project
    .command('run')
    .argument('<name>', 'the project')
    .description('import the files of a project; with --wait, follow the import to its end')
    .option('--wait', 'show progress on stderr until the import has ended')
    .option('--file <path>', 'this file of the disk of the worker, in files.allow; repeatable', fileOption)
    .option('--callback <url>', 'who gets the result')
    .option('--timeout <duration>', 'with --wait: exit with 5 after so long (30m); the import goes on', durationOption)
    .option('--json', 'print the job as JSON')
    .addHelpText('after', '\nExit codes: 0 success, 1 failed, 2 usage, 3 skipped, 4 cancelled, 5 still running')
    .action((name: string, flags: RunProjectFlags) => runProject(context, name, flags));
};

const fileOption = (name: string, before: readonly string[] = []): string[] => [...before, name];
