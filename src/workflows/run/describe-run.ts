import type { Outcome } from '../../contracts/runs/run-result.js';
import type { RunSnapshot } from '../../contracts/runs/run-snapshot.js';
import type { Blocker, Wait } from '../../contracts/runs/wait.js';
import { code, plain } from './markdown.js';

export interface RunDescription<Detail> {
  readonly pipeline: string;
  readonly runId: string;
  readonly snapshot: RunSnapshot<Detail>;
  /** Steps of this attempt that came before the current one, the first first. */
  readonly passed: readonly string[];
  readonly outcome?: Outcome;
  /** Lines of what only this kind of run knows. */
  readonly describe?: ((detail: Detail) => readonly string[]) | undefined;
  /** Whether the pipeline keeps what was live before. */
  readonly canGoBack: boolean;
}

/**
 * A run as the Web UI shows it under "current details", in Markdown: how it stands, why it waits and for whom, what it
 * has done, and what a person may do next. Texts from outside stand as text, whatever is in them.
 */
export const describeRun = <Detail>(run: RunDescription<Detail>): string => {
  const { snapshot, passed, outcome, describe, runId } = run;
  const { step, attempt, maxAttempts, progress, wait, lastFailure, warnings = [], detail } = snapshot;
  const head =
    outcome === undefined
      ? `**${code(step)}** · ${progress} % · attempt ${attempt} of ${maxAttempts}`
      : `**${outcome}** · ${progress} % · attempt ${attempt} of ${maxAttempts}`;
  return [
    head,
    ...(passed.length === 0 ? [] : [`Done: ${passed.map(code).join(' → ')}`]),
    ...(wait === undefined ? [] : [describeWait(wait), ...(wait.blockers ?? []).map(describeBlocker)]),
    ...(detail === undefined || describe === undefined ? [] : [describe(detail).join('\n\n')]),
    ...(lastFailure === undefined ? [] : [`Last failure: ${code(lastFailure.code)} ${plain(lastFailure.message)}`]),
    ...warnings.map((warning) => `Warning: ${plain(warning)}`),
    `Next: ${next(run).join(' · ')}`,
    `Log: \`stevedore logs ${runId}\``,
  ]
    .filter((text) => text !== '')
    .join('\n\n');
};

const describeWait = ({ kind, until, reason }: Wait): string =>
  `${kind === 'publish' ? 'Loaded and proved; waits to publish' : 'Waits'} until ${until}: ${plain(reason)}`;

const describeBlocker = ({ id, user, host, ageSeconds, doing, table, certain }: Blocker): string => {
  const who = [user, host].filter((part) => part !== undefined).join('@');
  const what = [
    ...(doing === undefined ? [] : [doing]),
    ...(ageSeconds === undefined ? [] : [`for ${ageSeconds} s`]),
    ...(table === undefined ? [] : [`on ${table}`]),
  ].join(' ');
  return `- ${certain ? 'Blocked' : 'Probably blocked'} by connection ${id}${plain([who === '' ? '' : ` of ${who}`, what === '' ? '' : ` (${what})`].join(''))}`;
};

const next = <Detail>({ snapshot, outcome, runId, pipeline, canGoBack }: RunDescription<Detail>): string[] => {
  const { wait } = snapshot;
  if (outcome === 'failed' || outcome === 'cancelled')
    return [`\`stevedore retry ${runId}\` does the run again, once the cause is mended`];
  if (outcome !== undefined)
    return outcome === 'success' && canGoBack
      ? [`\`stevedore rollback ${quoted(pipeline)}\` puts back what was live before`]
      : ['nothing is left to do'];
  const cancel = `\`stevedore cancel ${runId}\` stops it`;
  if (wait?.kind === 'publish') return [`\`stevedore publish-now ${runId}\` publishes now`, cancel];
  return wait === undefined ? [cancel] : [`\`stevedore proceed ${runId}\` goes on now`, cancel];
};

/** As a shell takes it, within a code span. */
const quoted = (name: string): string =>
  /^[\w.-]+$/.test(name) ? name : `'${name.replaceAll("'", String.raw`'\''`).replaceAll('`', '')}'`;
