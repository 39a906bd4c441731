import { Problem } from '../../api/ask.js';
import { w } from '../../words/words.js';

/** A file on its way to the server. */
export interface Upload {
  /** Whether the server has taken it: not where it was stopped. Rejects with `Problem`. */
  readonly ended: Promise<boolean>;
  readonly stop: () => void;
}

/** Sends a dump that is to be imported, and tells how many bytes are sent, which `fetch` does not. */
export const uploadDump = (
  file: File,
  said: Readonly<Record<string, string>>,
  told: (sent: { readonly done: number; readonly total: number }) => void,
): Upload => {
  const request = new XMLHttpRequest();
  const ended = new Promise<boolean>((resolve, reject) => {
    request.open('POST', `/api/sync/import?${new URLSearchParams({ ...said, by: 'console' }).toString()}`);
    request.setRequestHeader('content-type', 'application/octet-stream');
    request.upload.addEventListener('progress', ({ loaded, total }) => told({ done: loaded, total }));
    request.addEventListener('abort', () => resolve(false));
    request.addEventListener('loadend', () => {
      if (request.status >= 200 && request.status < 300) resolve(true);
      else reject(problemOf(request));
    });
    request.send(file);
  });
  return { ended, stop: () => request.abort() };
};

const problemOf = ({ status, responseText: text }: XMLHttpRequest): Problem => {
  // -1: an answer that is no problem of the connection's, in words of ours.
  if (status === 0) return new Problem(-1, '', w().databases.start.cutOff);
  try {
    const { code = '', detail = '' } = JSON.parse(text) as { readonly code?: string; readonly detail?: string };
    return new Problem(status, code, detail);
  } catch {
    return new Problem(status, '', `HTTP ${status}`);
  }
};
