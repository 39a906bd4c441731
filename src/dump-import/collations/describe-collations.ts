import { describeMysqlServer } from '../../contracts/connections/mysql-server.js';
import type { DumpServer } from '../../formats/mysql-dump/server-version.js';
import type { CollationMapping } from '../../formats/mysql-dump/index/map-collations.js';
import type { BadMapping, UnknownName } from './judge-charset-uses.js';

/**
 * Returns the line for the configuration's `load:` block that fixes the problems and keeps what is already mapped;
 * undefined if no collation would help.
 */
export const collationsLine = (
  mapping: CollationMapping,
  found: readonly (UnknownName | BadMapping)[],
): string | undefined => {
  const mended = found.flatMap((one) =>
    one.suggestion === undefined ? [] : [['from' in one ? one.from : one.name, one.suggestion] as const],
  );
  if (mended.length === 0) return undefined;
  const entries = Object.entries({ ...mapping, ...Object.fromEntries(mended) });
  return `collations: { ${entries.map(([from, to]) => `${from}: ${to}`).join(', ')} }`;
};

/** `the collation "a" (first in table "t", line 7; 3 places)`. */
export const describeUnknown = ({ kind, name, first, count }: UnknownName, line: number | undefined): string => {
  const where = `${first.place}${line === undefined ? '' : `, line ${line}`}`;
  const word = kind === 'charset' ? 'character set' : 'collation';
  return `the ${word} "${name}" (${count === 1 ? where : `first in ${where}; ${count} places`})`;
};

export const describeBadMapping = ({ from, to, why, charset }: BadMapping, server: DumpServer): string =>
  why === 'unknown'
    ? `load.collations maps "${from}" to "${to}", which ${describeMysqlServer(server)} does not know`
    : `load.collations maps "${from}" to "${to}", which is not of the character set "${charset}"`;
