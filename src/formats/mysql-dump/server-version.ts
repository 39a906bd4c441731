/** The server that a dump is read for; it decides which executable comments are code. */
export interface DumpServer {
  readonly flavor: 'mariadb' | 'mysql';
  /** As executable comments write it: 101119 is 10.11.19, 80406 is 8.4.6. */
  readonly version: number;
}

/**
 * Whether the server runs the content of an executable comment. `version` is absent in a comment without one;
 * `forMariadb` means `/*M!`. MariaDB skips 50700 to 99999, which MySQL wrote for 5.7 and later; MySQL treats `/*M!` as
 * a plain comment.
 */
export const runsExecutableComment = (
  server: DumpServer,
  version: number | undefined,
  forMariadb: boolean,
): boolean => {
  if (server.flavor === 'mysql') return !forMariadb && (version === undefined || version <= server.version);
  if (version === undefined) return true;
  return version <= server.version && (forMariadb || version < 50700 || version > 99999);
};
