import { problemOf } from '../src/api/errors.js';
import type { ErrorClass, ErrorCode } from '../src/contracts/errors.js';
import { ERROR_CODES, isErrorCode, StevedoreError } from '../src/contracts/errors.js';
import type { ErrorText } from './error-texts/error-text.js';
import { API_ERRORS } from './error-texts/api.js';
import { CONFIGURATION_ERRORS } from './error-texts/configuration.js';
import { COPIES_ERRORS } from './error-texts/copies.js';
import { DUMPS_ERRORS } from './error-texts/dumps.js';
import { NAMES_ERRORS } from './error-texts/names.js';
import { PUBLISH_ERRORS } from './error-texts/publish.js';
import { RUNS_ERRORS } from './error-texts/runs.js';
import { SERVERS_ERRORS } from './error-texts/servers.js';
import { SERVICES_ERRORS } from './error-texts/services.js';
import { SOURCES_ERRORS } from './error-texts/sources.js';
import { STORE_ERRORS } from './error-texts/store.js';
import { TABLES_ERRORS } from './error-texts/tables.js';

/** A code of `src/contracts/errors.ts` that has no text does not compile. */
export const ERROR_TEXTS: Readonly<Record<ErrorCode, ErrorText>> = {
  ...API_ERRORS,
  ...CONFIGURATION_ERRORS,
  ...COPIES_ERRORS,
  ...DUMPS_ERRORS,
  ...NAMES_ERRORS,
  ...PUBLISH_ERRORS,
  ...RUNS_ERRORS,
  ...SERVERS_ERRORS,
  ...SERVICES_ERRORS,
  ...SOURCES_ERRORS,
  ...STORE_ERRORS,
  ...TABLES_ERRORS,
};

const codes = (): ErrorCode[] => Object.keys(ERROR_CODES).filter(isErrorCode);

/** By its name in docs/reference: the page that lists all codes, and one for each. */
export const errorDocs = (): Map<string, string> =>
  new Map([
    ['errors.md', indexDoc()],
    ...codes().map((code): [string, string] => [`errors/${code}.md`, codeDoc(code)]),
  ]);

const HOW = `Made from \`src/contracts/errors.ts\` and \`scripts/error-texts/\` by \`npx tsx scripts/write-error-pages.ts\`; a test fails while it is stale.`;

const indexDoc = (): string => `# Error codes

Every error has one of these codes, in each window: the command line, the API (\`code\`), the log, Temporal's Web UI. A code is never renamed. Each has a page that says what to do.
${HOW}

| class | a run |
|---|---|
${CLASSES.map(([name, what]) => `| ${name} | ${what} |`).join('\n')}

\`CANCELLED\` and \`TIMEOUT\` (a step took longer than its limit, or its worker went silent) can stand in the place of a code.

| code | class | what it means |
|---|---|---|
${codes()
  .map((code) => `| [\`${code}\`](errors/${code}.md) | ${ERROR_CODES[code]} | ${ERROR_TEXTS[code].means} |`)
  .join('\n')}
`;

const CLASSES: readonly (readonly [ErrorClass, string])[] = [
  ['terminal', 'fails, because a retry cannot help: something has to be changed first'],
  [
    'retryable',
    'repeats the step several times, then itself up to `retry.max_attempts` times, `retry.retry_delay` apart',
  ],
  ['new-attempt', 'tries the step once, because it would fail again a moment later, and repeats itself as above'],
];

const codeDoc = (code: ErrorCode): string => {
  const { means, todo } = ERROR_TEXTS[code];
  const { status, title, type, hint } = problemOf(new StevedoreError(code, ''));
  const { [code]: kind } = ERROR_CODES;
  const answered = status === 500 ? [] : [`| over HTTP | ${status}, "${title}" |`];
  return `# ${code}

${means}

**What to do.** ${todo}

| | |
|---|---|
| class | ${kind}: a run ${CLASSES.find(([name]) => name === kind)?.[1]} |
| may the same succeed later? | ${kind === 'terminal' ? 'no' : 'yes'} |
${[...answered, `| \`type\` of the problem document | \`${type}\` |`].join('\n')}
${hint === null ? '' : `\nThe API's \`hint\`: ${hint.replaceAll(/[{}]/g, (brace) => `\\${brace}`)}.\n`}
[All codes](../errors.md) · [Deal with a failed run](../../how-to/failed-run.md)
`;
};
