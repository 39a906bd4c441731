import { z } from 'zod';
import { count, duration, filledText, httpUrl } from '../../fields/fields.js';
import { hostKey } from '../../fields/host-key.js';
import { tableKeys } from '../table-keys.js';

const chunk = () =>
  z
    .int()
    .min(1)
    .optional()
    .describe('Accepted and not needed: files of any size are read as a stream, in constant memory.');

/** The SSH server that the files of a project come from. */
export const projectSftp = z.strictObject({
  host: filledText().describe('Host name or address.'),
  port: count(22, 1, 65_535).describe('The SSH port.'),
  username: filledText().describe('The account.'),
  password: z.string().optional().describe('Set this or `key_path`.'),
  key_path: filledText().optional().describe('Path of a private key, or the key itself; RSA, Ed25519 or ECDSA.'),
  passphrase: z.string().optional().describe('The passphrase of the private key.'),
  host_key: hostKey(),
  remote_path: filledText().default('.').describe('The folder that has the files.'),
  timeout: duration('300s').describe('Time without a byte that counts as a time-out.'),
});

const callback = z.strictObject({
  url: httpUrl().optional().describe('Where the result of every import is sent, unless the import names another.'),
  secret: filledText().optional().describe('Signs the callbacks; default: callbacks.secret of the configuration.'),
  token: filledText()
    .optional()
    .describe('Sent as "Authorization: Bearer …", for receivers that check no signature; default: none.'),
});

/** The configuration of a project of CSV files. */
export const projectBlock = z.strictObject({
  project: filledText().optional().describe('The name of the project.'),
  connection: z
    .union([filledText(), z.strictObject({ env_var: filledText() })], {
      error: 'must be the name of a connection, or { env_var: <a variable with its URL> }',
    })
    .optional()
    .describe('The database that the files go into.'),
  sftp: projectSftp.optional().describe('Where the files come from; without it each import names local files.'),
  defaults: z
    .strictObject({
      file_pattern: filledText().optional().describe('Names of files that are discovered; default: "*".'),
      chunk_size: chunk(),
      ...tableKeys,
    })
    .optional()
    .describe('Hold for every table that does not say otherwise.'),
  table_naming: z
    .strictObject({
      strip_prefix: z.string().default('').describe('Taken from the beginning of the name of the file.'),
      strip_suffix: z.string().default('').describe('Taken from its end, before the extension.'),
      lowercase: z.boolean().default(true).describe('Whether the name of the table is in lower case.'),
    })
    .optional()
    .describe('Files that no entry of tables names go into a table that has the name of the file.'),
  tables: z
    .array(
      z.strictObject({
        file_pattern: filledText().describe('Names of files, with * and ?; the first entry that matches counts.'),
        target_table: filledText().describe('The table; made after the header where it is not there.'),
        column_mapping: z
          .record(filledText(), filledText())
          .optional()
          .describe('Names of the file to names of the table; what is not named keeps its name.'),
        chunk_size: chunk(),
        ...tableKeys,
      }),
    )
    .optional()
    .describe('Which file goes into which table, and how it is read.'),
  chunk_size: chunk(),
  callback: callback.optional().describe('What is told of the end of an import, and to whom.'),
});

export type ProjectBlock = z.output<typeof projectBlock>;
