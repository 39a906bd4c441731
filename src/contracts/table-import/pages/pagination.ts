/** How a web service is asked for page after page. */
export type Pagination =
  | NoPagination
  | PageNumbers
  | PageOffsets
  | PageCursors
  /** The address of the next page stands in the header `Link`, or in the answer. */
  | PageLinks;

interface AnyPagination {
  /** How many items a page may have; sent where it has a parameter. */
  readonly limitParam?: string;
  readonly limit?: number;
  /** With more of them to come the run ends with a warning. @default 10_000 */
  readonly maxPages: number;
  /** A page with fewer items than `limit` is the last: of services that never cut pages short. @default false */
  readonly stopOnShort: boolean;
  /** A path in the answer; where it is absent, null, false, 0 or empty, the page is the last. @default not asked */
  readonly morePath?: string;
}

export interface NoPagination {
  readonly type: 'none';
}

export interface PageNumbers extends AnyPagination {
  readonly type: 'page';
  readonly pageParam: string;
  /** @default 1 */
  readonly firstPage: number;
}

export interface PageOffsets extends AnyPagination {
  readonly type: 'offset';
  readonly offsetParam: string;
}

export interface PageCursors extends AnyPagination {
  readonly type: 'cursor';
  readonly cursorParam: string;
  /** Where the answer has the next one; absent and null are the end. */
  readonly cursorPath: string;
  /** What an empty one means. @default 'cursor' */
  readonly emptyCursor: 'cursor' | 'end';
}

export interface PageLinks extends AnyPagination {
  readonly type: 'link' | 'next';
  /** Of `next`: where the answer has the address; absent, null and empty are the end. */
  readonly nextPath?: string;
}
