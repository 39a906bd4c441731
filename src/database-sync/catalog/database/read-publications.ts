import type { CatalogReader } from '../catalog-reader.js';
import { notOfExtension } from '../catalog-reader.js';

export interface PublicationRow {
  readonly oid: number;
  readonly name: string;
  readonly allTables: boolean;
  readonly inserts: boolean;
  readonly updates: boolean;
  readonly deletes: boolean;
  readonly truncates: boolean;
  readonly viaRoot: boolean;
  /** From 18: `s` publishes stored generated columns. */
  readonly generated: string;
}

/** A table, or a whole schema, that is a member of a publication. */
export interface PublicationMemberRow {
  readonly oid: number;
  readonly catalogue: 'pg_publication_rel' | 'pg_publication_namespace';
  readonly publication: number;
  /** Of the table, or of the schema. */
  readonly memberOid: number;
  /** Quoted in full. */
  readonly member: string;
  readonly columns: string | null;
  readonly condition: string | null;
}

export const readPublications = ({ rows, version }: CatalogReader): Promise<PublicationRow[]> =>
  rows(
    'publications',
    `select p.oid, p.pubname as name, p.puballtables as "allTables", p.pubinsert as inserts, p.pubupdate as updates,
        p.pubdelete as deletes, p.pubtruncate as truncates, p.pubviaroot as "viaRoot",
        ${version >= 180_000 ? 'p.pubgencols::text' : `'n'`} as generated
       from pg_publication p where ${notOfExtension('pg_publication', 'p.oid')}`,
  );

/** Their members: with columns and condition, and whole schemas, from 15. */
export const readPublicationMembers = ({ rows, version }: CatalogReader): Promise<PublicationMemberRow[]> => {
  const details =
    version >= 150_000
      ? `(select string_agg(quote_ident(a.attname), ', ' order by a.attnum) from pg_attribute a
            where a.attrelid = r.prrelid and a.attnum = any (r.prattrs)) as columns,
         pg_get_expr(r.prqual, r.prrelid) as condition`
      : 'null as columns, null as condition';
  const schemas = `union all
    select s.oid, 'pg_publication_namespace', s.pnpubid, s.pnnspid, s.pnnspid::regnamespace::text, null, null
      from pg_publication_namespace s`;
  return rows(
    'the members of publications',
    `select r.oid, 'pg_publication_rel' as catalogue, r.prpubid as publication, r.prrelid as "memberOid",
        r.prrelid::regclass::text as member, ${details} from pg_publication_rel r ${version >= 150_000 ? schemas : ''}`,
  );
};
