/** The two kinds of server that speak MySQL's protocol. */
export type MysqlFlavor = 'mariadb' | 'mysql';

export const MYSQL_NAMES: Readonly<Record<MysqlFlavor, string>> = { mariadb: 'MariaDB', mysql: 'MySQL' };

/** `MariaDB 10.11.19`, of 101119. */
export const describeMysqlServer = (server: { readonly flavor: MysqlFlavor; readonly version: number }): string => {
  const { flavor, version } = server;
  const parts = [Math.floor(version / 10_000), Math.floor(version / 100) % 100, version % 100];
  return `${MYSQL_NAMES[flavor]} ${parts.join('.')}`;
};
