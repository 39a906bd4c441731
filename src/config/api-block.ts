import * as z from 'zod';
import { count, filledText } from './fields/fields.js';

/** The block `api`, by itself: a client of the API reads nothing else of the file, and starts the sooner for it. */
export const apiBlock = z
  .strictObject({
    host: filledText().default('127.0.0.1'),
    port: count(8_080, 0, 65_535),
    key: z.string().optional().describe('Without one the API listens on this machine only.'),
    url: z
      .url({ protocol: /^https?$/, error: 'must be "http://<host>:<port>" or "https://…"' })
      .optional()
      .describe('Where the worker and the command line reach it; default: host and port.'),
    cors: z
      .strictObject({
        origins: z
          .array(
            z.union([z.literal('*'), z.string().regex(/^https?:\/\/[^/?#\s]+$/)], {
              error: 'must be an origin such as "https://app.example", without a path, or "*"',
            }),
          )
          .default([])
          .describe('Web pages of these origins may use the API from a browser; default: none.'),
      })
      .prefault({}),
  })
  .prefault({});
