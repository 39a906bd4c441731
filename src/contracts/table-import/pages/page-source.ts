import type { Pagination } from './pagination.js';

/** Records that a web service gives page by page. */
export interface PagesSource {
  readonly kind: 'pages';
  /** Name of a connection of the kind http. */
  readonly connection: string;
  /** Behind the connection's base address. */
  readonly path: string;
  /** With POST, what pages are asked with stands in the body. */
  readonly method: 'GET' | 'POST';
  readonly query: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
  /** Of POST: an object of JSON, as text. @default '{}' */
  readonly body?: string;
  /** Where an answer has its records, as `data.items`; empty: it is a list of them. */
  readonly dataPath: string;
  readonly pagination: Pagination;
  /** Only what is new is asked for. @default everything */
  readonly since?: SinceRule;
  /** Where next pages may be, beside the connection's own host; without the credentials. */
  readonly hosts: readonly string[];
  /** The longest wait that a server may ask for. @default 900_000 */
  readonly maxWaitMs: number;
  /** Of a page, after decompression. @default 33_554_432 */
  readonly maxPageBytes: number;
  /** Of all pages of a run. @default 10 GiB */
  readonly maxBytes: number;
}

/** How a run asks for what is new since the last one that was published. */
export interface SinceRule {
  /** Of each record, such as `updated_at`; the highest that was imported is kept. */
  readonly field: string;
  /** What it is sent as. */
  readonly param: string;
  /** So much of the time before it is read again. @default 0 */
  readonly lagMs: number;
  /** What the first run sends. @default nothing */
  readonly start?: string;
}
