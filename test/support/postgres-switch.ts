import type { Socket } from 'node:net';
import { connect, createServer } from 'node:net';

export interface PostgresSwitch {
  readonly stop: () => Promise<void>;
}

/**
 * Listens on a port and leads each session, which must be without TLS, to the port that `leadsTo` names for what the
 * session calls itself (`application_name`): as an address does that leads to another server for a while.
 */
export async function startPostgresSwitch(port: number, leadsTo: (name: string) => number): Promise<PostgresSwitch> {
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    sockets.add(client);
    client.on('error', () => client.destroy());
    client.on('close', () => sockets.delete(client));
    // The first packet is small, and comes whole over loopback.
    client.once('data', (bytes: Buffer) => {
      const words = bytes.toString('utf8', 8).split('\0');
      const upstream = connect(leadsTo(words[words.indexOf('application_name') + 1] ?? ''), '127.0.0.1');
      upstream.on('error', () => client.destroy());
      upstream.on('close', () => client.destroy());
      client.on('close', () => upstream.destroy());
      upstream.write(bytes);
      client.pipe(upstream);
      upstream.pipe(client);
    });
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return {
    stop: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
