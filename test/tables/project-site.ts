import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { eventually } from '../support/eventually.js';
import type { WebhookReceiver } from '../support/webhook-receiver.js';
import { startWebhookReceiver } from '../support/webhook-receiver.js';
import type { ImportSite, Json, SiteOptions } from './import-site.js';
import { startImportSite } from './import-site.js';

/** A site with what projects of CSV files need: a key for secrets, an SFTP server, and a receiver of callbacks. */
export interface ProjectSite extends ImportSite {
  readonly receiver: WebhookReceiver;
  /** Every answer of the API that was asked for by this site. */
  readonly answers: string[];
  /** URL of the site's database, with a password that it does not ask for. */
  readonly databaseUrl: (password: string) => string;
  /** The login to the SFTP server. */
  readonly sftp: () => Json;
  readonly put: (name: string, text: string | Buffer) => void;
  /** Starts the import of a project; gives the id of its job. */
  readonly importing: (body: Json) => Promise<string>;
  readonly endedJob: (id: string) => Promise<Json>;
  /** The callback to this path. */
  readonly calledBack: (path: string) => Promise<WebhookReceiver['received'][number]>;
}

export const startProjectSite = async (
  { config, ...options }: SiteOptions,
  answersOfReceiver: readonly number[] = [],
): Promise<ProjectSite> => {
  const [receiver, site] = await Promise.all([
    startWebhookReceiver(answersOfReceiver),
    startImportSite({ ...options, config: { network: { allow: ['127.0.0.1'] }, ...config } }),
  ]);
  const answers: string[] = [];
  const ask: ImportSite['ask'] = async (...request) => {
    const answer = await site.ask(...request);
    answers.push(answer.text);
    return answer;
  };
  const jobOf = async (id: string): Promise<Json> => (await ask('GET', `/jobs/${id}`)).body;
  return {
    ...site,
    receiver,
    answers,
    ask,
    databaseUrl: (password) =>
      `postgresql://${site.postgres.rootUser}:${password}@127.0.0.1:${site.postgres.port}/postgres`,
    sftp: () => ({
      host: site.ssh.host,
      port: site.ssh.port,
      username: site.ssh.username,
      key_path: site.ssh.privateKey,
      host_key: site.ssh.hostKey,
      remote_path: 'out',
    }),
    put: (name, text) => writeFileSync(join(site.remote, name), text),
    importing: async (body) => {
      const started = await ask('POST', '/import', body);
      expect(started.status, started.text).toBe(202);
      expect(started.body['status']).toBe('pending');
      return String(started.body['job_id']);
    },
    endedJob: (id) =>
      eventually(
        `the end of job ${id}`,
        async () => {
          const job = await jobOf(id);
          return typeof job['completed_at'] === 'string' ? job : undefined;
        },
        120_000,
      ).catch(async (error: unknown) => {
        throw new Error(`${String(error)}: ${JSON.stringify(await jobOf(id))}\n${site.output().slice(-3_000)}`);
      }),
    calledBack: (path) =>
      eventually(
        `the callback to ${path}`,
        () => Promise.resolve(receiver.received.find((call) => call.path === path)),
        60_000,
      ),
    stop: async () => {
      await site.stop();
      await receiver.stop();
    },
  };
};
