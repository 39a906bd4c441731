import type { Catalog } from '../../catalog/read-families.js';
import type { ObjectKey } from '../../catalog/object-key.js';
import { keyOf } from '../../catalog/object-key.js';
import { quoteName, quoteQualified } from '../quote.js';

/** A property that an object gets on its own. */
interface LaterProperty {
  readonly key: ObjectKey;
  readonly statement: string;
}

/**
 * What would hinder whoever loads the rows, or reads them back: row security, which keeps rows from the table's owner
 * as well where it is forced; checks of domains that are not validated, which old rows may not fit.
 */
export const propertiesAfterProof = ({ relations, domains, domainChecks }: Catalog): LaterProperty[] => {
  const domainOf = new Map(domains.map((domain) => [domain.oid, quoteQualified(domain.schema, domain.name)]));
  return [
    ...relations.flatMap(({ oid, schema, name, rowSecurity, forceRowSecurity }) => {
      const key = keyOf('pg_class', oid);
      const place = quoteQualified(schema, name);
      return [
        ...(rowSecurity ? [{ key, statement: `ALTER TABLE ${place} ENABLE ROW LEVEL SECURITY` }] : []),
        ...(forceRowSecurity ? [{ key, statement: `ALTER TABLE ONLY ${place} FORCE ROW LEVEL SECURITY` }] : []),
      ];
    }),
    ...domainChecks
      .filter(({ validated }) => !validated)
      .flatMap(({ domain, name, definition }) => {
        const place = domainOf.get(domain);
        const statement = `ALTER DOMAIN ${place} ADD CONSTRAINT ${quoteName(name)} ${definition}`;
        return place === undefined ? [] : [{ key: keyOf('pg_type', domain), statement }];
      }),
  ];
};

/** The same of the objects `written`. It stands before the owners, because only an owner may say it. */
export const writeAfterProof = (catalog: Catalog, written: ReadonlySet<ObjectKey>): string[] =>
  propertiesAfterProof(catalog).flatMap(({ key, statement }) => (written.has(key) ? [statement] : []));
