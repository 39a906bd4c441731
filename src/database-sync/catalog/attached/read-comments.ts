import type { CatalogReader } from '../catalog-reader.js';
import { FIRST_OF_USERS } from '../catalog-reader.js';
import type { ObjectKey } from '../object-key.js';

export interface CommentRow {
  readonly object: ObjectKey;
  /** As pg_identify_object names it. */
  readonly type: string;
  readonly identity: string;
  readonly text: string;
}

/** Comments on objects of users, on their columns, and on the schema `public`. */
export const readComments = ({ rows }: CatalogReader): Promise<CommentRow[]> =>
  rows(
    'comments',
    `select d.classoid::regclass::text || ':' || d.objoid as object, i.type, i.identity, d.description as text
       from pg_description d cross join lateral pg_identify_object(d.classoid, d.objoid, d.objsubid) i
      where d.objoid >= ${FIRST_OF_USERS} or (d.classoid = 'pg_namespace'::regclass and d.objoid = 2200)
      order by i.type, i.identity`,
  );
