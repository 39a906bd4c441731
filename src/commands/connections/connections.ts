import type { Command } from 'commander';
import type { ConnectionJson, ConnectionTestJson } from '../../api/connections/connection-schema.js';
import type { CommandContext } from '../context.js';
import { EXIT } from '../output/exit-code.js';
import { printRows } from '../output/print-rows.js';
import type { Column } from '../output/table.js';

/** `stevedore connections list|test`: the servers that the configuration names. */
export const addConnectionsCommands = (program: Command, context: CommandContext): void => {
  const connections = program.command('connections').description('list the configured connections, and try one');
  const { out, err } = context;

  connections
    .command('list')
    .description('list the connections, without their secrets')
    .option('--json', 'print JSON')
    .action(async ({ json }: { json?: boolean }) => {
      const api = await context.api();
      const { connections: found } = await api.get<{ connections: readonly ConnectionJson[] }>('/api/v1/connections');
      if (json) out(`${JSON.stringify(found)}\n`);
      else printRows(context, found, () => COLUMNS);
      if (found.length === 0) err('There is no connection; name one under "connections" in the configuration\n');
    });

  connections
    .command('test')
    .argument('<name>', 'its name in the configuration')
    .description('log in to a connection from where the API runs, without changing anything')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExit codes: 0 it works, 1 it does not')
    .action(async (name: string, { json }: { json?: boolean }) => {
      const api = await context.api();
      const found = await api.post<ConnectionTestJson>(`/api/v1/connections/${encodeURIComponent(name)}/test`, {
        by: context.user,
      });
      out(json ? `${JSON.stringify(found)}\n` : describeTest(found));
      if (!found.ok) context.exit(EXIT.failed);
    });
};

const COLUMNS: readonly Column<ConnectionJson>[] = [
  { title: 'NAME', of: ({ name }) => name, atLeast: 8 },
  { title: 'KIND', of: ({ kind }) => kind },
  { title: 'ADDRESS', of: ({ address }) => address, atLeast: 12 },
  { title: 'DATABASE', of: ({ database }) => database ?? '', atLeast: 8, rank: 3 },
  { title: 'USER', of: ({ user }) => user ?? '', atLeast: 6, rank: 2 },
  { title: 'TLS', of: ({ tls }) => tls ?? '', rank: 1 },
];

const describeTest = ({
  name,
  ok,
  latency_ms: latency,
  version,
  error,
  code,
  warnings,
}: ConnectionTestJson): string => {
  const state = ok ? `ok    ${version ?? 'answers'}, ${latency} ms` : `fail  ${code ?? 'INTERNAL'}: ${error ?? ''}`;
  return [`${name}  ${state}`, ...warnings.map((text) => `      ${text}`)].map((line) => `${line}\n`).join('');
};
