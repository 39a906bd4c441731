import { ask } from '../api/ask.js';
import type { RunJson, RunLogLine } from '../api/types.js';

/** Saves the whole log as text, one line each. Throws `Problem`. */
export const downloadLog = async ({ run_id: id, pipeline }: RunJson): Promise<void> => {
  const parts: string[] = [];
  let after = 0;
  for (;;) {
    const path = `/api/v1/runs/${id}/logs?limit=${PAGE}&after=${after}`;
    const { logs, next } = await ask<{ readonly logs: readonly RunLogLine[]; readonly next: number }>(path);
    parts.push(logs.map(textOf).join(''));
    after = next;
    if (logs.length < PAGE) break;
  }
  const url = URL.createObjectURL(new Blob(parts, { type: 'text/plain;charset=utf-8' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = `${pipeline.replaceAll(/[^\w.-]+/g, '_')}-${id.slice(0, 8)}.log`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
};

const PAGE = 1_000;

const textOf = ({ timestamp, level, attempt, step, message, error }: RunLogLine): string =>
  `${timestamp} ${level} ${attempt} ${step} ${message}${error === undefined ? '' : `: ${error}`}\n`;
