import { Problem, refusalOfNow } from './ask.js';

/** A file on its way to the server. */
export interface Sending<T> {
  /** The answer's JSON. Rejects with `Problem`: of the code `STOPPED` once stopped, of status 0 without an answer. */
  readonly done: Promise<T>;
  /** The server removes what has come. */
  readonly stop: () => void;
}

/**
 * Sends a file as it lies on the disk, however large: it is not read into memory. Tells how many bytes are sent, which
 * `fetch` does not.
 */
export const sendFile = <T>(path: string, file: File, told: (bytes: number) => void): Sending<T> => {
  const request = new XMLHttpRequest();
  const refused = refusalOfNow();
  const done = new Promise<T>((resolve, reject) => {
    request.open('POST', path);
    request.responseType = 'json';
    request.setRequestHeader('content-type', 'application/octet-stream');
    request.upload.addEventListener('progress', ({ loaded }) => told(loaded));
    request.addEventListener('load', () => {
      if (request.status >= 200 && request.status < 300) {
        resolve(request.response as T);
        return;
      }
      if (request.status === 401) refused();
      const { code = '', detail } = (request.response ?? {}) as { readonly code?: string; readonly detail?: string };
      reject(new Problem(request.status, code, detail ?? `HTTP ${request.status}`));
    });
    request.addEventListener('error', () => reject(new Problem(0, '', '')));
    request.addEventListener('abort', () => reject(new Problem(0, STOPPED, '')));
    request.send(file);
  });
  return { done, stop: () => request.abort() };
};

/** The code of the problem of a file that a person has stopped. */
export const STOPPED = 'STOPPED';
