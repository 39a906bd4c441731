/** A request that the API has answered. */
export interface ApiRequest {
  readonly requestId: string;
  /** The template of the route, such as `/v1/imports/{job_id}`; `none` where it matched no route. */
  readonly endpoint: string;
  readonly method: string;
  readonly status: number;
  readonly durationMs: number;
  /** Records that the answer speaks of. */
  readonly rows: number;
  /** Of an import its rejects; otherwise 1 where the request failed or was refused. */
  readonly errors: number;
  readonly at: string;
}
