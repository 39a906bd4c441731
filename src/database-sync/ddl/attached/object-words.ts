/**
 * The words of ALTER, COMMENT and GRANT for what pg_identify_object calls a type; what is not here has its own name.
 */
const WORDS: Readonly<Record<string, string>> = {
  'composite type': 'TYPE',
  'statistics object': 'STATISTICS',
  'foreign-data wrapper': 'FOREIGN DATA WRAPPER',
};

/**
 * Names an object as ALTER and COMMENT do: `TABLE app.orders`, `COLUMN app.orders.id`, `CONSTRAINT c ON DOMAIN
 * app.email`.
 */
export const nameObject = (type: string, identity: string): string => {
  if (type.endsWith(' column')) return `COLUMN ${identity}`;
  if (type === 'table constraint') return `CONSTRAINT ${identity}`;
  if (type === 'domain constraint')
    return `CONSTRAINT ${identity.replace(/^("(?:[^"]|"")*"|[^" ]+) on /, '$1 ON DOMAIN ')}`;
  if (type === 'aggregate') return `AGGREGATE ${identity.replace(/\(\)$/, '(*)')}`;
  return `${WORDS[type] ?? type.toUpperCase()} ${identity}`;
};

/** Names an object as GRANT does: views are tables, aggregates are functions. */
export const nameForGrant = (type: string, identity: string): string => {
  if (['view', 'materialized view', 'foreign table', 'table'].includes(type)) return `TABLE ${identity}`;
  if (type === 'aggregate') return `FUNCTION ${identity}`;
  if (type === 'server') return `FOREIGN SERVER ${identity}`;
  return nameObject(type, identity);
};
