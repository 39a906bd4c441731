import type { Catalog } from '../../catalog/read-families.js';
import type { DdlObject } from '../ddl-object.js';
import { keyOf } from '../../catalog/object-key.js';
import { quoteName, quoteQualified, quoteText } from '../quote.js';

const PROVIDERS: Readonly<Record<string, string>> = { i: 'icu', c: 'libc', b: 'builtin' };

export const writeCollations = ({ collations }: Catalog): DdlObject[] =>
  collations.map(({ oid, schema, name, provider, deterministic, lcCollate, lcCtype, locale, rules }) => ({
    key: keyOf('pg_collation', oid),
    kind: 'collation',
    schema,
    name,
    create: () => {
      const parts = [
        `provider = ${PROVIDERS[provider] ?? provider}`,
        ...(deterministic ? [] : ['deterministic = false']),
        ...(provider === 'c' && lcCollate !== null && lcCtype !== null
          ? lcCollate === lcCtype
            ? [`locale = ${quoteText(lcCollate)}`]
            : [`lc_collate = ${quoteText(lcCollate)}`, `lc_ctype = ${quoteText(lcCtype)}`]
          : [`locale = ${quoteText(locale ?? lcCollate ?? '')}`]),
        ...(rules === null ? [] : [`rules = ${quoteText(rules)}`]),
      ];
      return [`CREATE COLLATION ${quoteQualified(schema, name)} (${parts.join(', ')})`];
    },
  }));

export const writeEnums = ({ enums }: Catalog): DdlObject[] =>
  enums.map((type) => ({
    ...typeOf(type),
    create: () => [`CREATE TYPE ${fullName(type)} AS ENUM (${type.labels.map(quoteText).join(', ')})`],
  }));

export const writeComposites = ({ composites, columns }: Catalog): DdlObject[] =>
  composites.map((type) => ({
    ...typeOf(type, keyOf('pg_class', type.relation)),
    create: () => {
      const own = columns.filter(({ relation }) => relation === type.relation);
      return [`CREATE TYPE ${fullName(type)} AS (${own.map((each) => attribute(each)).join(', ')})`];
    },
  }));

const attribute = ({ name, type, collation }: Catalog['columns'][number]): string =>
  `${quoteName(name)} ${type}${collation === null ? '' : ` COLLATE ${collation}`}`;

/**
 * Domains; a check that calls a function on the domain itself follows on its own, and one that is not validated follows
 * the proof of rows (`writeAfterProof`).
 */
export const writeDomains = ({ domains, domainChecks }: Catalog): DdlObject[] =>
  domains.map((domain) => {
    const checks = domainChecks.filter((check) => check.domain === domain.oid);
    const text = ({ name, definition }: (typeof checks)[number]) => `CONSTRAINT ${quoteName(name)} ${definition}`;
    const added = (check: (typeof checks)[number]) => `ALTER DOMAIN ${fullName(domain)} ADD ${text(check)}`;
    return {
      ...typeOf(domain, ...checks.filter(({ validated }) => !validated).map(({ oid }) => keyOf('pg_constraint', oid))),
      parts: checks
        .filter(({ validated }) => validated)
        .map((check) => ({ key: keyOf('pg_constraint', check.oid), name: check.name, statement: added(check) })),
      create: (without) => {
        const inline = checks.filter(({ oid, validated }) => validated && !without.has(keyOf('pg_constraint', oid)));
        return [
          `CREATE DOMAIN ${fullName(domain)} AS ${domain.base}${domain.collation === null ? '' : ` COLLATE ${domain.collation}`}` +
            `${domain.default === null ? '' : ` DEFAULT ${domain.default}`}${domain.notNull ? ' NOT NULL' : ''}` +
            inline.map((check) => ` ${text(check)}`).join(''),
        ];
      },
    };
  });

export const writeRanges = ({ ranges }: Catalog): DdlObject[] =>
  ranges.map((range) => ({
    ...typeOf(range, keyOf('pg_type', range.multirangeOid), keyOf('pg_type', range.multirangeArrayOid)),
    create: () => {
      const parts = [
        `subtype = ${range.subtype}`,
        ...(range.operatorClass === null ? [] : [`subtype_opclass = ${range.operatorClass}`]),
        ...(range.collation === null ? [] : [`collation = ${range.collation}`]),
        ...(range.canonical === null ? [] : [`canonical = ${range.canonical}`]),
        ...(range.difference === null ? [] : [`subtype_diff = ${range.difference}`]),
        `multirange_type_name = ${range.multirange}`,
      ];
      return [`CREATE TYPE ${fullName(range)} AS RANGE (${parts.join(', ')})`];
    },
  }));

interface AnyType {
  readonly oid: number;
  readonly schema: string;
  readonly name: string;
  readonly arrayOid: number;
}

const fullName = ({ schema, name }: AnyType): string => quoteQualified(schema, name);

const typeOf = ({ oid, schema, name, arrayOid }: AnyType, ...covers: ReturnType<typeof keyOf>[]) => ({
  key: keyOf('pg_type', oid),
  kind: 'type' as const,
  schema,
  name,
  covers: [...(arrayOid === 0 ? [] : [keyOf('pg_type', arrayOid)]), ...covers],
});
