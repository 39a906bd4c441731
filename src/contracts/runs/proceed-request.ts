/** What the signals `proceed` and `publish-now` carry. */
export interface ProceedRequest {
  readonly by: string;
  /** The wait that is meant; ends only this one, not a later one. */
  readonly waitId?: number;
}
