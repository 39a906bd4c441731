import { join } from 'node:path';

/** The archive's path in its work folder; its name tells what it is. */
export const archiveFile = (directory: string, filename: string): string =>
  join(directory, `archive${/(\.sql)?(\.gz|\.zip)?$/i.exec(filename)?.[0].toLowerCase() ?? ''}`);

/** The path of a verified dump in its work folder. */
export const dumpFile = (directory: string): string => join(directory, 'dump.sql');

/** The path of a file while it is being written. */
export const partOf = (file: string): string => `${file}.part`;

/** The path of a dump's index in its work folder. */
export const indexFile = (directory: string): string => join(directory, 'index.json');
