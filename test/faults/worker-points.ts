import type { Statement, WorkerPoint } from './worker-kills.js';

/**
 * Points over a whole run: the downloads, the unpacking, and statements at even distances from the first to the last.
 */
export const wholeRunPoints = (statements: readonly Statement[], count: number): WorkerPoint[] => {
  if (count <= 0) return [];
  const downloads = [0.05, 0.25, 0.5, 0.75, 0.95].map((share): WorkerPoint => ({ kind: 'download', share }));
  const files = [...downloads, { kind: 'unpack' } as const].slice(0, Math.ceil(count / 4));
  const own = statements.filter(isOfTheRun);
  const rest = Math.min(own.length, count - files.length);
  const chosen = Array.from({ length: rest }, (_, i) => {
    const at = Math.floor(((i + 0.5) * own.length) / rest);
    const statement = own[at] as Statement;
    return toPoint(statement, i % 2 === 0 ? 'before' : 'after', `run ${at + 1}/${own.length}`);
  });
  return [...files, ...chosen];
};

/**
 * Points of the publish: before its first statement, after each that writes, and around its rename; or this many of
 * them.
 */
export const publishPoints = (statements: readonly Statement[], count: number): WorkerPoint[] => {
  if (count <= 0) return [];
  const own = statements.filter(isOfTheRun);
  const all = own.flatMap((statement, at) => {
    const of = `publish ${at + 1}/${own.length}`;
    const after = statement.reads ? [] : [toPoint(statement, 'after', of)];
    return at === 0 || isCommit(statement) ? [toPoint(statement, 'before', of), ...after] : after;
  });
  if (count >= all.length) return all;
  const around = all.filter(
    (point) => point.kind === 'statement' && point.key.includes('RENAME TABLE `stevedore`.`current_'),
  );
  const others = all.filter((point) => !around.includes(point));
  const rest = Math.max(0, count - around.length);
  const spread = Array.from(
    { length: rest },
    (_, i) => others[Math.floor(((i + 0.5) * others.length) / rest)] as WorkerPoint,
  );
  return [...around, ...spread].slice(0, count);
};

const isCommit = ({ key }: Statement): boolean => key.includes('RENAME TABLE `stevedore`.`current_');

/** Not what the API reads at the same time, and not statements that cannot be told apart. */
const isOfTheRun = ({ key, nth }: Statement): boolean => !key.includes('select * from `runs`') && nth < 3;

const toPoint = ({ key, nth }: Statement, when: 'before' | 'after', of: string): WorkerPoint => ({
  kind: 'statement',
  key,
  nth,
  when,
  of,
});
