import { resolve } from 'node:path';
import { z } from 'zod';
import type { ExportSettings } from '../../contracts/table-export/settings.js';
import { byteSize, duration, filledText, LONGEST_AGE_MS } from '../fields/fields.js';
import type { Machine } from '../fields/machine.js';

/** `export:`: what holds for exports as a whole. */
export const exportBlock = () =>
  z
    .strictObject({
      directory: filledText()
        .default('./data/exports')
        .describe('Where files of exports are kept; on the host of the server, whose worker writes them.'),
      keep: duration('168h', { least: 0, most: LONGEST_AGE_MS }).describe('Older files go; "0s": none by its age.'),
      max_bytes: byteSize('10GiB').describe(
        'The oldest files go where all have more; the newest, and those of the last hour, stay.',
      ),
      max_duration: duration('30m').describe('What one export may take, to a file or to a client.'),
      min_rate: byteSize('1KiB').describe(
        'A client that takes fewer bytes a second for a minute is cut off; 0: never.',
      ),
      max_streams: z
        .int()
        .min(1)
        .max(1_000)
        .default(10)
        .describe('Exports that one server streams at a time; more are refused. Each has a session of the database.'),
    })
    .prefault({});

type ExportBlock = z.output<ReturnType<typeof exportBlock>>;

export const exportSettings = (block: ExportBlock, { workingDirectory }: Machine): ExportSettings => ({
  directory: resolve(workingDirectory, block.directory),
  keepMs: block.keep,
  maxBytes: block.max_bytes,
  maxDurationMs: block.max_duration,
  minBytesPerSecond: block.min_rate,
  maxStreams: block.max_streams,
});
