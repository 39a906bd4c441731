/** What a trace says of a request that was answered. */
export interface TracedRequest {
  readonly method: string;
  /** The template of its route: no value of the request. */
  readonly route: string;
  readonly status: number;
}

/** Makes what is done for a request a part of the trace that its headers name, or of one of its own. */
export type TraceRequest = (
  headers: Readonly<Record<string, string>>,
  work: () => Promise<TracedRequest>,
) => Promise<void>;
