/** What a try of a connection found. */
export interface ConnectionTest {
  readonly ok: boolean;
  /** Milliseconds until the server had logged us in and answered, or until it was clear that it would not. */
  readonly latencyMs: number;
  /** The server's name and version, where it says them. */
  readonly version?: string;
  /** Code and message of the failure; no secret. */
  readonly error?: { readonly code: string; readonly message: string };
  /** What works less than it could, and what to do about it. */
  readonly warnings: readonly { readonly text: string; readonly fix: readonly string[] }[];
}
