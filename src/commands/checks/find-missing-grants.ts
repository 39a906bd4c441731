import type { RequiredGrant } from '../../contracts/dump-import/grants.js';

/**
 * Finds required grants that the lines of SHOW GRANTS do not cover. A grant on `*.*` or on a matching pattern counts;
 * rights on single tables or columns, and through roles, do not.
 */
export const findMissingGrants = (required: readonly RequiredGrant[], lines: readonly string[]): RequiredGrant[] => {
  const held = lines.flatMap(parseGrant);
  return required.flatMap((grant) => {
    const covering = held.filter(({ matches }) => matches(grant.on)).flatMap(({ privileges }) => privileges);
    if (covering.includes('ALL PRIVILEGES')) return [];
    const privileges = grant.privileges.filter((privilege) => !covering.includes(privilege));
    return privileges.length === 0 ? [] : [{ ...grant, privileges }];
  });
};

interface HeldGrant {
  readonly privileges: readonly string[];
  readonly matches: (schema: string | null) => boolean;
}

const GRANT = /^GRANT (?<privileges>.+?) ON (?<target>\*\.\*|(?:`(?:[^`]|``)*`|[^\s`.]+)\.\*) TO /;

const parseGrant = (line: string): HeldGrant[] => {
  const { privileges, target } = GRANT.exec(line)?.groups ?? {};
  if (privileges === undefined || target === undefined) return [];
  const words = privileges.split(',').map((word) => word.trim().toUpperCase());
  const names = words.map((word) => (word === 'ALL' ? 'ALL PRIVILEGES' : word));
  if (target === '*.*') return [{ privileges: names, matches: () => true }];
  const pattern = target.slice(0, -2).replace(/^`|`$/g, '').replaceAll('``', '`');
  const expression = new RegExp(`^${patternSource(pattern)}$`);
  return [{ privileges: names, matches: (schema) => schema !== null && expression.test(schema) }];
};

/** In a grant `_` is any character and `%` any text, unless preceded by a backslash. */
const patternSource = (pattern: string): string =>
  pattern.replace(/\\([_%\\])|([_%])|([^\\_%]+|\\)/g, (_, literal?: string, wild?: string, text?: string) => {
    if (wild !== undefined) return wild === '%' ? '.*' : '.';
    return (literal ?? text ?? '').replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  });
