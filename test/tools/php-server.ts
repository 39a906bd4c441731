import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { startProcess } from '../support/child-process.js';
import { findProgram } from '../support/find-program.js';
import { freePort } from '../support/free-port.js';
import { portOpen } from '../support/port-open.js';
import { temporaryFolder } from '../support/temporary-folder.js';

/** A web application in PHP, served by PHP's own server. */
export interface PhpServer {
  readonly url: string;
  /** A browser's part: keeps cookies, and follows no redirect. */
  readonly request: (
    path: string,
    form?: Readonly<Form>,
  ) => Promise<{ readonly location: string | null; readonly body: Buffer }>;
  readonly stop: () => Promise<void>;
}

/** Fields of a form; a list is the same field several times. */
export type Form = Record<string, string | readonly string[]>;

/** Serves the folder `root`, with sessions and uploads in a separate folder. */
export async function startPhp(root: string): Promise<PhpServer> {
  const folder = temporaryFolder('php');
  mkdirSync(join(folder, 'sessions'));
  const port = await freePort();
  const settings = {
    'session.save_path': join(folder, 'sessions'),
    sys_temp_dir: folder,
    memory_limit: '512M',
    max_input_vars: '10000',
    display_errors: '0',
  };
  const server = await startProcess({
    command: findProgram('php'),
    args: [
      ...Object.entries(settings).flatMap(([key, value]) => ['-d', `${key}=${value}`]),
      '-S',
      `127.0.0.1:${port}`,
      '-t',
      root,
    ],
    logFile: join(folder, 'log'),
    ready: () => portOpen(port),
  });
  const url = `http://127.0.0.1:${port}`;
  const cookies = new Map<string, string>();
  return {
    url,
    request: async (path, form) => {
      const body = new URLSearchParams();
      for (const [key, values] of Object.entries(form ?? {}))
        for (const value of [values].flat()) body.append(key, value);
      const response = await fetch(`${url}/${path}`, {
        redirect: 'manual',
        headers: { cookie: [...cookies].map(([key, value]) => `${key}=${value}`).join('; ') },
        ...(form === undefined ? {} : { method: 'POST', body }),
      });
      for (const line of response.headers.getSetCookie()) {
        const [, key = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
        cookies.set(key, value);
      }
      if (response.status >= 400)
        throw new Error(
          `${path} answered ${response.status}\n${(await response.text()).slice(0, 2_000)}\n${server.log().slice(-2_000)}`,
        );
      return { location: response.headers.get('location'), body: Buffer.from(await response.arrayBuffer()) };
    },
    stop: () => server.stop(),
  };
}
