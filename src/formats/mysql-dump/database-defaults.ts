/** What a database gives tables that say no character set themselves. Absent is what the server gives it. */
export interface DatabaseDefaults {
  readonly charset?: string;
  readonly collation?: string;
}
