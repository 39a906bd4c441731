/** What the server says of a request that it does not carry out. */
export class Problem extends Error {
  override readonly name = 'Problem';
  /** 0 where no answer came. */
  readonly status: number;
  /** Such as `RUN_UNKNOWN`; empty where the answer is not the server's own. */
  readonly code: string;
  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

/** Called when the server no longer knows who asks. */
export const onSignedOut: { call: () => void } = { call: () => undefined };

/** How often somebody has signed in: what was asked before says nothing about whoever is signed in now. */
let signIns = 0;
export const tellSignIn = (): void => void signIns++;

/** Gives what is called where what is asked now is refused for want of a key. */
export const refusalOfNow = (): (() => void) => {
  const mine = signIns;
  return () => {
    if (mine === signIns) onSignedOut.call();
  };
};

/** The answer's JSON; throws `Problem`. */
export const ask = async <T>(path: string, { method = 'GET', body }: Asked = {}): Promise<T> => {
  let answer: Response;
  const refused = refusalOfNow();
  try {
    answer = await fetch(path, {
      method,
      credentials: 'same-origin',
      ...(body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    });
  } catch (error) {
    throw new Problem(0, '', error instanceof Error ? error.message : String(error));
  }
  const json = (await answer.json().catch(() => ({}))) as { readonly code?: string; readonly detail?: string };
  if (answer.ok) return json as T;
  if (answer.status === 401) refused();
  throw new Problem(answer.status, json.code ?? '', json.detail ?? `HTTP ${answer.status}`);
};

/** What was thrown, as a problem. */
export const problemOf = (error: unknown): Problem =>
  error instanceof Problem ? error : new Problem(0, '', String(error));

export interface Asked {
  readonly method?: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  readonly body?: object;
}
