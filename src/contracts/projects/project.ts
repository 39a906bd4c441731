/** JSON as somebody gave it. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** A database that projects import into, as the API was told of it. */
export interface ProjectConnection {
  /** A UUID. */
  readonly id: string;
  /** Unique. */
  readonly name: string;
  readonly description?: string;
  /** Its URL, with `***` in place of the password. */
  readonly shownUrl: string;
  /** Of the URL, in the store's secrets. */
  readonly secretId: string;
  readonly createdAt: string;
  readonly updatedAt: string;
}

/** A set of files that are imported together, and the tables that they go into. */
export interface ImportProject {
  /** A UUID. */
  readonly id: string;
  /** Unique. */
  readonly name: string;
  readonly connectionId: string;
  /** As it was given, with `***` in place of each secret. */
  readonly config: JsonObject;
  /** Of its secrets, in the store's; absent where it has none. */
  readonly secretId?: string;
  readonly createdAt: string;
  readonly updatedAt: string;
}

/** Stands where a secret is. Sent back, it means the one that is there. */
export const MASK = '***';
