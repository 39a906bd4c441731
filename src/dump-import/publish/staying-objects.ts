import type { StoredObject } from '../../contracts/dump-import/stored-object.js';
import type { SchemaObjects } from '../objects/read-objects.js';

/** Live views and routines that are neither dropped nor replaced; arriving objects may use them. */
export const stayingObjects = ({ objects }: SchemaObjects, leaving: readonly StoredObject[]): StoredObject[] => {
  const key = ({ kind, name }: StoredObject) => `${kind} ${name.toLowerCase()}`;
  const gone = new Set(leaving.map(key));
  return objects.filter((object) => object.kind !== 'trigger' && object.kind !== 'event' && !gone.has(key(object)));
};
