import { Command } from 'commander';
import { expect, it } from 'vitest';
import { databaseSyncView } from '../../api/database-sync/run-view.js';
import type { CommandContext } from '../context.js';
import { addDatabaseCommands } from './copy-databases.js';

/** The bodies of the starts that a command line asks for. */
const startedBy = async (...line: string[]): Promise<Record<string, unknown>[]> => {
  const bodies: Record<string, unknown>[] = [];
  const start = (_path: string, body: Record<string, unknown>) => {
    bodies.push(body);
    return Promise.resolve({ run_id: 'r', pipeline: String(body['pipeline']) });
  };
  const ignore = () => undefined;
  const context = { user: 'anna', out: ignore, err: ignore, api: () => Promise.resolve({ start }) };
  const program = new Command().exitOverride().configureOutput({ writeErr: ignore });
  addDatabaseCommands(program, context as unknown as CommandContext);
  for (const command of program.commands) command.exitOverride().configureOutput({ writeErr: ignore });
  await program.parseAsync(line, { from: 'user' });
  return bodies;
};

it.each([
  [
    ['sync', 'stage', 'local', '--backup', 'drop'],
    { pipeline: 'local', destination: 'local', source: 'stage', backup: 'drop' },
  ],
  [
    ['sync', 'stage', 'local', '--schema', 'public', '--schema', 'app'],
    { pipeline: 'local', destination: 'local', source: 'stage', schemas: ['public', 'app'] },
  ],
  [['dump', 'stage', '--schema', 'app'], { pipeline: 'databases', source: 'stage', schemas: ['app'] }],
  [['dump', 'stage'], { pipeline: 'databases', source: 'stage' }],
  [
    ['dump', 'stage', '--table', 'a', '--table', 'b.c', '--format', 'inserts', '--no-compress'],
    { pipeline: 'databases', source: 'stage', tables: ['a', 'b.c'], format: 'inserts', compress: false },
  ],
  [['restore', 'shop.sql.gz', 'local'], { pipeline: 'local', destination: 'local', file: 'shop.sql.gz' }],
])('%s asks for a run that the API understands', async (line, expected) => {
  const [body] = await startedBy(...line);
  expect(body).toEqual({ by: 'anna', trigger: 'cli', ...expected });
  const { pipeline, ...fields } = expected;
  for (const [name, value] of Object.entries(fields))
    expect([name, databaseSyncView.startFields[name]?.safeParse(value).success]).toEqual([name, true]);
  const head = { kind: 'database-sync', pipeline, trigger: 'cli', by: 'anna' } as const;
  expect(databaseSyncView.input(head, fields)).toEqual({ ...head, ...fields });
});

it('a path is no name of a dump, and what is misspelt starts nothing', async () => {
  await expect(startedBy('restore', '../other.sql', 'local')).rejects.toThrow('without a path');
  await expect(startedBy('sync', 'stage', 'local', '--backup', 'maybe')).rejects.toThrow('keep, file, drop');
});
