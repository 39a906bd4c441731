import { Name } from '../shell/name.js';
import { w } from '../words/words.js';
import type { CopyEnds } from './copy-ends.js';

/** What a run of a database does: names stand for themselves, whatever their direction. */
export const CopyName = ({ ends: { shape, from, into } }: { readonly ends: CopyEnds }) => (
  <>
    {w().databases.shapes[shape] ?? shape} {from !== undefined && <Name of={from} />}
    {from !== undefined && into !== undefined && ' → '}
    {into !== undefined && <Name of={into} />}
  </>
);
