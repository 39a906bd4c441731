import { z } from 'zod';
import { byteSize, optionalByteSize, count, duration, filledText } from '../fields/fields.js';
import { retryBlock } from '../fields/retry-block.js';
import { alertAfter, scheduleKeys } from '../fields/schedule-keys.js';

/** A pipeline of kind `database-sync` in the file. */
export const databaseSyncBlock = () =>
  z.strictObject({
    kind: z.literal('database-sync').describe('A PostgreSQL database into another one, or into a dump.'),
    ...scheduleKeys(),
    alert_after: alertAfter('No copy'),
    source: filledText().optional().describe('The connection of the database that is read.'),
    destination: filledText()
      .optional()
      .describe('The connection of the database that is written; without it the source is exported to a dump.'),
    publish: z
      .enum(['schemas', 'database'], { error: 'must be "schemas" or "database"' })
      .default('schemas')
      .describe('What is renamed when the copy goes live; `database` cuts every session for a moment.'),
    schemas: z
      .array(filledText())
      .min(1, { error: 'must name at least one schema' })
      .optional()
      .describe('Schemas of the source that are copied; default: all but those of its platform.'),
    profile: z
      .enum(['auto', 'plain', 'supabase'], { error: 'must be "auto", "plain" or "supabase"' })
      .default('auto')
      .describe(
        "Whose schemas, roles and extensions stand in the databases beside their users': those of Supabase are left alone; `auto` looks whether one of the two is a project of it.",
      ),
    include: z
      .array(filledText())
      .default([])
      .describe('Schemas of the platform, or tables of them ("auth.users"), that are copied too.'),
    missing_roles: z
      .enum(['refuse', 'omit', 'create'], { error: 'must be "refuse", "omit" or "create"' })
      .optional()
      .describe(
        "Roles that the destination lacks: the copy is refused; what is theirs is the account's, and their grants and policies are left out; or they are made without a login. Default: `omit` with a platform, else `refuse`.",
      ),
    jobs: count(0, 0, 64).describe("Tables at a time; 0: as many as the worker's machine has cores."),
    split_over: byteSize('2GiB').describe(
      'A larger table is read in ranges and written by several sessions, where it is more than its share of all.',
    ),
    index_memory: optionalByteSize().describe(
      'maintenance_work_mem of each session that builds indexes; default: an eighth of the memory of the server among all.',
    ),
    allow_missing: z
      .array(filledText())
      .default([])
      .describe('Objects that the copy may lack, as "type name" with * and ?: "event trigger *".'),
    exclude: z
      .array(filledText())
      .default([])
      .describe(
        'Objects that are left out, as "type name" with * and ?: "server *", "foreign table *". What needs one of them has to be among them, or in allow_missing.',
      ),
    lock_timeout: duration('500ms').describe(
      'How long one try of the publish asks for the locks; readers wait so long.',
    ),
    publish_deadline: duration('6h').describe('A proved copy that cannot be published for so long fails.'),
    timeout: duration('12h').describe('What one try to copy, or to export, may take.'),
    retry: retryBlock(),
  });

export type DatabaseSyncBlock = z.output<ReturnType<typeof databaseSyncBlock>>;
