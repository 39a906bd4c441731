/** The character set and collation that a database gives to tables that name none. Absent: the server's default. */
export interface DatabaseDefaults {
  readonly charset?: string;
  readonly collation?: string;
}
