import { Problem, refusalOfNow } from '../../api/ask.js';
import type { UploadJson } from '../../api/types.js';

export interface Sending {
  readonly done: Promise<UploadJson>;
  /** The server removes what has come. */
  readonly cancel: () => void;
}

/**
 * Sends a file as it lies on the disk, however large: it is not read into memory. `done` throws `Problem`; one that was
 * cancelled has the code `CANCELLED`.
 */
export const sendFile = (file: File, format: string, told: (sent: number) => void): Sending => {
  const request = new XMLHttpRequest();
  const refused = refusalOfNow();
  const done = new Promise<UploadJson>((resolve, reject) => {
    const query = new URLSearchParams({ filename: file.name, format });
    request.open('POST', `/api/v1/uploads?${query.toString()}`);
    request.responseType = 'json';
    request.setRequestHeader('content-type', 'application/octet-stream');
    request.upload.addEventListener('progress', ({ loaded }) => told(loaded));
    request.addEventListener('load', () => {
      const answer = (request.response ?? {}) as UploadJson & { readonly code?: string; readonly detail?: string };
      if (request.status === 201) {
        resolve(answer);
        return;
      }
      if (request.status === 401) refused();
      reject(new Problem(request.status, answer.code ?? '', answer.detail ?? `HTTP ${request.status}`));
    });
    request.addEventListener('error', () => reject(new Problem(0, '', '')));
    request.addEventListener('abort', () => reject(new Problem(0, CANCELLED, '')));
    request.send(file);
  });
  return { done, cancel: () => request.abort() };
};

export const CANCELLED = 'CANCELLED';
