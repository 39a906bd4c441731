import { ask } from '../../api/ask.js';

interface Going {
  readonly id: string;
  readonly status: 'running';
}

/** Has a worker check or preview a pipeline, and waits for what it says, however long. Throws `Problem`. */
export const askWorker = async <A extends object>(
  pipeline: string,
  what: 'check' | 'preview',
  signal: AbortSignal,
): Promise<A | undefined> => {
  const path = `/api/v1/pipelines/${encodeURIComponent(pipeline)}/${what}`;
  let answer = await ask<A | Going>(path, { method: 'POST', body: { wait_seconds: WAIT_SECONDS } });
  while (isGoing(answer)) {
    if (signal.aborted) return undefined;
    answer = await ask<A | Going>(`${path}/${answer.id}?wait_seconds=${WAIT_SECONDS}`);
  }
  return signal.aborted ? undefined : answer;
};

const isGoing = (answer: object): answer is Going => 'status' in answer && answer.status === 'running';

/** Less than proxies let a request wait. */
const WAIT_SECONDS = 10;
