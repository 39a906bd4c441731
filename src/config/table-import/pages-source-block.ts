import { z } from 'zod';
import { byteSize, duration, filledText } from '../fields/fields.js';
import { jsonPath } from '../fields/json-path.js';

const HEADER_NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}$/;

const texts = () => z.record(filledText(), z.union([z.string(), z.number(), z.boolean()]).transform(String));

const pagination = () =>
  z.strictObject({
    type: z
      .enum(['none', 'page', 'offset', 'cursor', 'link', 'next'], {
        error: 'must be "none", "page", "offset", "cursor", "link" or "next"',
      })
      .describe(
        'How pages are asked for: by number, by offset, by a cursor of the answer, by the header Link, or by the address that the answer has at next_path.',
      ),
    limit_param: filledText().default('limit').describe('What limit is sent as.'),
    limit: z.int().min(1).max(100_000).optional().describe('Records of a page; default: what the service gives.'),
    page_param: filledText().default('page').describe('Of page: what the number is sent as.'),
    first_page: z.int().min(0).max(1).default(1).describe('Of page: the first number.'),
    offset_param: filledText().default('offset').describe('Of offset: what it is sent as.'),
    cursor_param: filledText().default('cursor').describe('Of cursor: what it is sent as.'),
    cursor_path: jsonPath()
      .optional()
      .describe('Of cursor: where an answer has the next one, such as meta.next or items[-1].id.'),
    empty_cursor: z
      .enum(['cursor', 'end'], { error: 'must be "cursor" or "end"' })
      .default('cursor')
      .describe('Of cursor: what an empty text means.'),
    next_path: jsonPath().optional().describe('Of next: where an answer has the address of the next page.'),
    more_path: jsonPath()
      .optional()
      .describe('Where an answer says whether there is more, such as has_more; default: it is not asked.'),
    max_pages: z
      .int()
      .min(1)
      .max(1_000_000)
      .default(10_000)
      .describe('More are not asked for: the run ends with a warning where there are more.'),
    stop_on_short: z
      .boolean()
      .default(false)
      .describe('Whether a page with fewer records than limit is the last; many services cut pages short.'),
  });

/** What a source has where its connection is of the kind http. */
export const pagesSourceKeys = {
  method: z
    .enum(['GET', 'POST'], { error: 'must be "GET" or "POST"' })
    .optional()
    .describe('Of http; with POST, what pages are asked with is in the body. Default: GET.'),
  query: texts().optional().describe('Of http: parameters of every request.'),
  headers: z
    .record(
      z.string().regex(HEADER_NAME, { error: 'must be the name of a header' }),
      z.string().regex(/^[\x20-\x7e]*$/),
    )
    .optional()
    .describe('Of http: headers of every request; what says who asks belongs into auth of the connection.'),
  body: z.record(z.string(), z.json()).optional().describe('Of http with POST: the body of every request.'),
  data_path: jsonPath()
    .optional()
    .describe('Of http: where an answer has its records, such as data.items; default: the answer is a list of them.'),
  pagination: pagination().optional().describe('Of http: how the next page is asked for; default: there is one page.'),
  cursor_field: jsonPath()
    .optional()
    .describe('Of http: a field of the records, such as updated_at; a run asks for what is new since the last one.'),
  since_param: filledText()
    .default('since')
    .describe('Of http: what the highest cursor_field of the last run is sent as.'),
  since_lag: duration('0s', { least: 0 }).describe('Of http: so much of the time before it is read again.'),
  since_start: filledText().optional().describe('Of http: what the first run sends; default: nothing.'),
  hosts: z
    .array(filledText())
    .default([])
    .describe(
      "Of http: where next pages may be, beside the connection's own host; they get neither credentials nor headers.",
    ),
  max_wait: duration('15m').describe('Of http: the longest wait that the service may ask for.'),
  max_page_bytes: byteSize('32MiB').describe('Of http: a larger page fails the run.'),
  max_bytes: byteSize('10GiB').describe('Of http: of all pages of a run.'),
};

export type PaginationBlock = z.output<ReturnType<typeof pagination>>;
