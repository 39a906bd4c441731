import { API_ERRORS_DE } from './api.js';
import type { ErrorText } from './error-text.js';
import { RUN_ERRORS_DE } from './runs.js';
import { SERVER_ERRORS_DE } from './servers.js';
import { SOURCE_ERRORS_DE } from './sources.js';

/** Jeder Code, den die API nennt; test/architecture/german-errors.test.ts sieht nach, dass keiner fehlt. */
export const ERRORS_DE: Readonly<Record<string, ErrorText>> = {
  ...API_ERRORS_DE,
  ...RUN_ERRORS_DE,
  ...SERVER_ERRORS_DE,
  ...SOURCE_ERRORS_DE,
};
