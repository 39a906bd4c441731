import { createHash } from 'node:crypto';

/** The schema of a target database that holds the mark, the fence and the journal of its generations. */
export const MARK_SCHEMA = 'stevedore';

/** PostgreSQL cuts a name after so many bytes. */
const LONGEST = 63;
const HASH_LENGTH = 8;

/** Where a generation of the schema, or of the database, is made. */
export const stagingName = (name: string): string => withPrefix('imp_', name);

/** Where the generation before the live one is kept. */
export const previousName = (name: string): string => withPrefix('prev_', name);

/** What a live schema is called inside a transaction that makes its staging under the true name. */
export const asideName = (name: string): string => withPrefix('stevedore_live_', name);

/** Where what was kept goes when another generation is kept instead, to be dropped. */
export const displacedName = (name: string, generation: number): string =>
  withPrefix(`stevedore_old_${generation}_`, name);

export const isDisplacedName = (name: string): boolean => /^stevedore_old_\d+_/.test(name);

/** Whether a schema is this program's own, or of its generations: such a one is never a part of a source. */
export const isGenerationSchema = (name: string): boolean =>
  name === MARK_SCHEMA || /^(?:imp_|prev_|stevedore_live_|stevedore_old_)/.test(name);

/** Where the name grows too long, its end gives way to a hash of it all, so that two names stay two. */
const withPrefix = (prefix: string, name: string): string => {
  const whole = `${prefix}${name}`;
  if (Buffer.byteLength(whole) <= LONGEST) return whole;
  const hash = createHash('sha256').update(name).digest('hex').slice(0, HASH_LENGTH);
  return `${firstBytes(whole, LONGEST - HASH_LENGTH - 1)}_${hash}`;
};

/** As many whole characters as fit. */
const firstBytes = (text: string, most: number): string => {
  let bytes = 0;
  let kept = '';
  for (const character of text) {
    bytes += Buffer.byteLength(character);
    if (bytes > most) break;
    kept += character;
  }
  return kept;
};
