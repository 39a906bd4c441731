import { expect, it } from 'vitest';
import type { LaterObject } from '../stage/staging.js';
import { inEachOthersWay } from './load-task.js';
import { planTasks } from './plan-tasks.js';

/** Whether what two objects need is planned so that they are never made at the same time. */
const areApart = (one: Partial<LaterObject>, other: Partial<LaterObject>): boolean => {
  const none = () => Promise.resolve();
  const work = { copy: none, empty: none, copyPart: none, join: none, prove: none, make: none, index: none };
  const objects = [one, other].map(
    (each, at): LaterObject => ({
      id: `${at}`,
      kind: 'index',
      name: `object ${at}`,
      table: 'app.t',
      tables: [],
      statements: [],
      needs: [],
      ...each,
    }),
  );
  const [a, b] = planTasks(
    { units: [], schemas: [], later: objects, isValidatedLater: () => false },
    { ...work, validate: none, analyze: none },
  );
  if (a === undefined || b === undefined) throw new Error('the plan has less than two tasks');
  return inEachOthersWay(a, b);
};

it('indexes of a table are built beside one another, unless one becomes what the table is clustered or told by', () => {
  const index = (...statements: readonly string[]) => ({ statements: ['CREATE INDEX i ON app.t (a)', ...statements] });
  const clustered = index('ALTER TABLE app.t CLUSTER ON i');
  const told = index('ALTER TABLE ONLY app.t REPLICA IDENTITY USING INDEX i');
  expect(areApart(index(), index('ALTER INDEX app.i ALTER COLUMN 1 SET STATISTICS 9'))).toBe(false);
  expect(areApart(clustered, told)).toBe(true);
  expect(areApart(index(), told)).toBe(true);
  expect(areApart(clustered, { ...index(), table: 'app.other' })).toBe(false);
});

it('indexes are attached to one index one after the other, and to two beside one another', () => {
  const attached = (table: string, attachedTo: string) => ({ kind: 'indexPartition' as const, table, attachedTo });
  expect(areApart(attached('app.north', 'app.key'), attached('app.south', 'app.key'))).toBe(true);
  expect(areApart(attached('app.north', 'app.key'), attached('app.south', 'app.other_key'))).toBe(false);
});
