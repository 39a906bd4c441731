import { resolve } from 'node:path';
import { z } from 'zod';
import type { SyncSettings } from '../../contracts/database-sync/settings.js';
import { checkConnection } from '../connections/check-connection.js';
import { age } from '../fields/age.js';
import { byteSize, count, filledText, flag } from '../fields/fields.js';
import type { PipelineContext } from '../load-context.js';

/** `sync:`: what holds for copies of databases as a whole. */
export const syncBlock = () =>
  z.strictObject({
    enabled: flag(true).describe('`false`: no copy of a database can be started by hand or by API.'),
    destinations: z
      .array(filledText())
      .optional()
      .describe('Connections that may be written; default: those whose server is on this machine.'),
    protected: z
      .array(filledText())
      .default([])
      .describe('Connections that are never written, under whatever name or address they are reached.'),
    allow_clones: flag(false).describe(
      'Write a database that has the name of a protected one, on a server made from the same base backup.',
    ),
    dump_directory: filledText()
      .default('./data/dumps')
      .describe('Where dumps are kept; on the host of the server, whose worker reads and writes them.'),
    max_age: age('30d').describe('Older dumps go.'),
    max_bytes: byteSize('50GiB').describe(
      'The oldest dumps go where all have more; the newest, and those of the last hour, stay. Limits an upload, too.',
    ),
    concurrent: count(2, 1, 100).describe("Copies at once on a worker's machine; others wait."),
  });

type SyncBlock = z.output<ReturnType<typeof syncBlock>>;

export const syncSettings = (given: SyncBlock | undefined, context: PipelineContext): SyncSettings => {
  const block = given ?? syncBlock().parse({});
  for (const key of ['destinations', 'protected'] as const)
    for (const [index, name] of (block[key] ?? []).entries())
      checkConnection(name, ['postgres'], ['sync', key, index], context);
  return {
    enabled: block.enabled,
    ...(block.destinations === undefined ? {} : { destinations: block.destinations }),
    protected: block.protected,
    allowClones: block.allow_clones,
    dumpDirectory: resolve(context.machine.workingDirectory, block.dump_directory),
    maxAgeMs: block.max_age,
    maxBytes: block.max_bytes,
    concurrent: block.concurrent,
  };
};
