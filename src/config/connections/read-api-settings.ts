import * as z from 'zod';
import type { Settings } from '../../contracts/settings.js';
import { apiBlock } from '../api-block.js';
import { checkSchema } from '../document/check-schema.js';
import { apiSettings } from './connection-settings.js';
import { applyOverrides, syncsDatabases } from '../document/environment-overrides.js';
import { interpolate } from '../document/interpolate.js';
import type { Environment } from '../document/environment.js';
import type { LoadContext } from '../load-context.js';
import { thisMachine } from '../fields/machine.js';
import { namesIn, readVariableFiles } from '../document/variable-files.js';
import { Problems } from '../document/problems.js';
import type { Path } from '../document/problems.js';
import { readSourceDocument } from '../document/source-document.js';

export interface ApiReading {
  readonly api: Settings['api'];
  /** Why no key is sent: `the environment variable NAME, which is not set`. Absent where `api.key` has one, or none. */
  readonly missingKey?: string;
}

/**
 * Reads the block `api` of a configuration's text. Ignores the rest of the file, so that a client of the API needs none
 * of its secrets. Throws CONFIG_INVALID if the text is not YAML or the block is wrong.
 */
export const readApiSettings = (text: string, fileName: string, env: Environment): ApiReading => {
  const source = readSourceDocument(text);
  const whole: { readonly api?: unknown; readonly sync?: unknown } =
    typeof source.data === 'object' && source.data !== null ? source.data : {};
  // PORT and API_KEY count where databases are synced, and nothing else of that block is read here.
  const block = {
    ...('api' in whole ? { api: whole.api } : {}),
    ...(syncsDatabases(whole, env) ? { sync: {} } : {}),
  };
  const machine = thisMachine();
  const { env: given, unread } = readVariableFiles(
    env,
    [...namesIn(JSON.stringify(block)), ...VARIABLES],
    machine.readFile,
  );
  const filled = interpolate(block, { env: given, unread, readFile: machine.readFile });
  const {
    data,
    sources,
    overruled,
    unset: unreadHere,
  } = applyOverrides(filled.data, {
    env: Object.fromEntries(VARIABLES.map((name) => [name, given[name]])),
    unread: new Map([...unread].filter(([name]) => VARIABLES.includes(name))),
  });
  const problems = new Problems(fileName, source.positionOf, (path) => sources.get(JSON.stringify(path)));
  for (const problem of source.syntaxProblems) problems.addAt(problem.position, problem.text);
  const isKey = (path: Path): boolean => path.join('.') === 'api.key';
  const unset = [...filled.unset.filter(({ path }) => !overruled.has(JSON.stringify(path))), ...unreadHere];
  for (const { path, source: from, state } of unset) {
    if (!isKey(path)) problems.add(path, `needs ${from}, which ${state}`);
  }
  for (const { path, state } of filled.malformed) problems.add(path, state);
  const context: LoadContext = {
    machine,
    problems,
    missing: (path) => problems.add(path, 'is missing'),
  };
  const isText = (path: Path) => filled.touched.has(JSON.stringify(path)) || sources.has(JSON.stringify(path));
  const { file } = checkSchema(API_ONLY, data, isText, context);
  const missing = unset.find(({ path }) => isKey(path));
  const missingKey = missing === undefined ? undefined : `${missing.source}, which ${missing.state}`;
  // Whether the API may listen there without a key concerns only the program that listens.
  const { host, ...rest } = file.api;
  const api = apiSettings({ ...rest, host: '127.0.0.1' }, context);
  problems.throwIfAny();
  return { api: { ...api, host }, ...(missingKey === undefined ? {} : { missingKey }) };
};

/** What the environment may say of the API. */
const VARIABLES = ['STEVEDORE_API_KEY', 'PORT', 'API_KEY'];

const keys = apiBlock.unwrap().shape;

/** Another block of the file is given only to say that databases are synced. */
const API_ONLY = {
  schema: z.strictObject({ api: apiBlock, sync: z.unknown().optional() }),
  knownKeys: (path: Path) => Object.keys(path.length === 1 ? keys : keys.cors.unwrap().shape),
};
