import type { ArchiveListing } from '../../contracts/dump-import/archive-listing.js';
import type { ImportedArchive, RemoteArchive } from '../../contracts/dump-import/archive.js';
import type { ArchiveOrder } from './match-archives-rules.js';
import { archiveTime } from './match-archives-rules.js';

/** Two machines' clocks differ by less than this; dates in names have no known time zone. */
const TOLERANCE_MS: Readonly<Record<ArchiveOrder, number>> = { mtime: 5 * 60_000, name: 24 * 3_600_000 };

/** Says what an archive dated in the future hides: newer ones are skipped until that date. */
export const futureWarnings = (
  { archives, notTaken }: ArchiveListing,
  last: readonly ImportedArchive[] | undefined,
  order: ArchiveOrder,
  now: number,
): string[] => {
  const isFuture = (archive: RemoteArchive): boolean => archiveTime(archive, order) > now + TOLERANCE_MS[order];
  const date = (archive: RemoteArchive): string => new Date(archiveTime(archive, order)).toISOString();
  const remedy = order === 'mtime' ? 'set its time right, or "freshness.order: name"' : 'rename or remove it';
  return archives.flatMap((archive) => {
    if (isFuture(archive)) {
      const hidden = notTaken
        .filter(({ hiddenBy }) => hiddenBy === archive.filename)
        .map(({ filename }) => `"${filename}"`);
      const what =
        hidden.length > 0
          ? `it hides ${hidden.slice(0, 3).join(', ')}${hidden.length > 3 ? ' and others' : ''}`
          : 'it will hide archives that come before then';
      return [
        `Archive "${archive.filename}" of "${archive.database}" is dated in the future (${date(archive)}): ${what}; ${remedy}`,
      ];
    }
    const before = last?.find(({ pattern, database }) => pattern === archive.pattern && database === archive.database);
    if (before === undefined || !isFuture(before)) return [];
    return [
      `The archive that is live in "${archive.database}", "${before.filename}", is dated in the future (${date(before)}): ` +
        `"${archive.filename}" counts as older until then, unless its size differs; import it once with "run --force"`,
    ];
  });
};
