/** The name of a database's dump: `<database>-<YYYYMMDDTHHMMSSZ>.sql.gz`, or `.sql` where it is not compressed. */
export const dumpName = (database: string, takenAt: Date, compressed = true): string => {
  const plain = database.replaceAll(/[^A-Za-z0-9_-]+/g, '_').slice(0, 100);
  const time = takenAt
    .toISOString()
    .replace(/\.\d+Z$/, 'Z')
    .replaceAll(/[-:]/g, '');
  return `${plain === '' ? 'dump' : plain}-${time}.sql${compressed ? '.gz' : ''}`;
};

/** What `dumpName` makes, and nothing else. */
export const DUMP_NAME = /^[A-Za-z0-9_-]+-\d{8}T\d{6}Z\.sql(?:\.gz)?$/;
