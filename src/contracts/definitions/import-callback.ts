/** Who is told of the end of an import. All of it is a secret: an address may have a token in it. */
export interface ImportCallback {
  readonly url: string;
  /** Signs what is sent. @default nothing is signed */
  readonly secret?: string;
  /** Sent as a bearer token. @default none */
  readonly token?: string;
}
