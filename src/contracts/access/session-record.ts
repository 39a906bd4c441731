/** A sign-in of the console. Its token is not here: whoever reads the store can use no session. */
export interface SessionRecord {
  /** SHA-256 of the stored key that it was begun with. @default it was `api.key` */
  readonly keyHash?: string;
  /** Of `api.key`: holds only together with the token and that same key. @default it was a stored key */
  readonly proof?: string;
  readonly createdAt: string;
  readonly expiresAt: string;
}
