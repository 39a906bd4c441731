import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface LoadMeter {
  /** What `load_check.metrics_url` asks. */
  readonly url: string;
  readonly report: (concurrentRequests: number) => void;
  readonly asked: () => number;
  /** Keeps who asks waiting until the returned function is called. */
  readonly hold: () => () => void;
  readonly stop: () => Promise<void>;
}

/** An API's load report, whose figures a test sets. */
export async function startLoadMeter(): Promise<LoadMeter> {
  let concurrentRequests = 0;
  let asked = 0;
  let free = Promise.resolve();
  const server = createServer((_request, response) => {
    asked += 1;
    void free.then(() => {
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ concurrent_requests: concurrentRequests, memory_usage_percent: 10 }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/load`,
    report: (next) => {
      concurrentRequests = next;
    },
    asked: () => asked,
    hold: () => {
      let release: () => void = () => undefined;
      free = new Promise((resolve) => (release = resolve));
      return () => release();
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
