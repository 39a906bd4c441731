import type { ErrorCode } from '../../contracts/errors.js';
import type { ApiStore } from '../deps.js';
import { isStevedoreError, StevedoreError } from '../../contracts/errors.js';

/**
 * A store that is opened with its first use, and again after a failure: the API starts, and answers from Temporal,
 * while the database is away. What fails while opening is STORE_UNREACHABLE.
 */
export const createLazyStore = (open: () => Promise<ApiStore>, pauseMs = 1_000): ApiStore => {
  let opened: Promise<ApiStore> | undefined;

  const opening = (): Promise<ApiStore> => {
    opened ??= open().catch((error: unknown) => {
      // The next request tries again, but not every one of them.
      setTimeout(() => (opened = undefined), pauseMs).unref();
      throw error;
    });
    return opened;
  };

  const call = async <T>(use: (store: ApiStore) => Promise<T>): Promise<T> => {
    try {
      return await use(await opening());
    } catch (cause) {
      if (isStevedoreError(cause) && OWN.includes(cause.code)) throw cause;
      const state = isStevedoreError(cause) ? cause.message : 'it fails; the log says why';
      throw new StevedoreError('STORE_UNREACHABLE', `Cannot open the store: ${state}`, { cause });
    }
  };

  return {
    ping: () => call((store) => store.ping()),
    survey: () => call((store) => store.survey()),
    runs: {
      close: (runId, end) => call((store) => store.runs.close(runId, end)),
      get: (runId) => call((store) => store.runs.get(runId)),
      latest: (pipeline) => call((store) => store.runs.latest(pipeline)),
      list: (query) => call((store) => store.runs.list(query)),
      tallies: () => call((store) => store.runs.tallies()),
    },
    logs: {
      append: (runId, attempt, lines) => call((store) => store.logs.append(runId, attempt, lines)),
      list: (query) => call((store) => store.logs.list(query)),
    },
    generations: {
      latest: (pipeline) => call((store) => store.generations.latest(pipeline)),
      list: (pipeline) => call((store) => store.generations.list(pipeline)),
    },
    keys: {
      add: (record, hash) => call((store) => store.keys.add(record, hash)),
      byHash: (hash) => call((store) => store.keys.byHash(hash)),
      list: () => call((store) => store.keys.list()),
      revoke: (id, at, by) => call((store) => store.keys.revoke(id, at, by)),
      replace: (id, successor, hash, endsAt) => call((store) => store.keys.replace(id, successor, hash, endsAt)),
      noteUse: (id, at, notSince) => call((store) => store.keys.noteUse(id, at, notSince)),
    },
    sessions: {
      add: (session, tokenHash) => call((store) => store.sessions.add(session, tokenHash)),
      byTokenHash: (tokenHash) => call((store) => store.sessions.byTokenHash(tokenHash)),
      remove: (tokenHash) => call((store) => store.sessions.remove(tokenHash)),
    },
    starts: {
      claim: (request, notBefore) => call((store) => store.starts.claim(request, notBefore)),
      answer: (keyHash, answer) => call((store) => store.starts.answer(keyHash, answer)),
    },
    audit: {
      add: (entry) => call((store) => store.audit.add(entry)),
      list: (query) => call((store) => store.audit.list(query)),
      verify: (query) => call((store) => store.audit.verify(query)),
    },
    exportJobs: {
      claim: (job, marks) => call((store) => store.exportJobs.claim(job, marks)),
      get: (id) => call((store) => store.exportJobs.get(id)),
      list: (page) => call((store) => store.exportJobs.list(page)),
      open: () => call((store) => store.exportJobs.open()),
      setRun: (id, runId) => call((store) => store.exportJobs.setRun(id, runId)),
      begin: (id) => call((store) => store.exportJobs.begin(id)),
      complete: (id, file) => call((store) => store.exportJobs.complete(id, file)),
      fail: (id, error) => call((store) => store.exportJobs.fail(id, error)),
    },
    exportFiles: {
      get: (name) => call((store) => store.exportFiles.get(name)),
    },
    importJobs: {
      claim: (job, marks) => call((store) => store.importJobs.claim(job, marks)),
      get: (id) => call((store) => store.importJobs.get(id)),
      list: (page) => call((store) => store.importJobs.list(page)),
      open: () => call((store) => store.importJobs.open()),
      setRun: (id, runId) => call((store) => store.importJobs.setRun(id, runId)),
      update: (id, progress) => call((store) => store.importJobs.update(id, progress)),
      close: (id, progress, completedAt) => call((store) => store.importJobs.close(id, progress, completedAt)),
    },
    apiMetrics: {
      add: (requests) => call((store) => store.apiMetrics.add(requests)),
      prune: (before) => call((store) => store.apiMetrics.prune(before)),
    },
    importedFiles: { ofRun: (runId) => call((store) => store.importedFiles.ofRun(runId)) },
    definitions: {
      add: (definition) => call((store) => store.definitions.add(definition)),
      get: (id) => call((store) => store.definitions.get(id)),
      remove: (id) => call((store) => store.definitions.remove(id)),
    },
    secrets: {
      put: (owner, value) => call((store) => store.secrets.put(owner, value)),
      get: (id) => call((store) => store.secrets.get(id)),
      remove: (id) => call((store) => store.secrets.remove(id)),
      removeOf: (owner) => call((store) => store.secrets.removeOf(owner)),
      rotate: () => call((store) => store.secrets.rotate()),
    },
    projectConnections: {
      add: (connection) => call((store) => store.projectConnections.add(connection)),
      get: (id) => call((store) => store.projectConnections.get(id)),
      byName: (name) => call((store) => store.projectConnections.byName(name)),
      list: () => call((store) => store.projectConnections.list()),
      update: (connection) => call((store) => store.projectConnections.update(connection)),
      remove: (id) => call((store) => store.projectConnections.remove(id)),
    },
    projects: {
      add: (project) => call((store) => store.projects.add(project)),
      get: (name) => call((store) => store.projects.get(name)),
      list: () => call((store) => store.projects.list()),
      update: (project) => call((store) => store.projects.update(project)),
      remove: (id) => call((store) => store.projects.remove(id)),
    },
    notifications: {
      add: (notification) => call((store) => store.notifications.add(notification)),
      note: (notification, delivery) => call((store) => store.notifications.note(notification, delivery)),
      get: (id) => call((store) => store.notifications.get(id)),
      list: (query) => call((store) => store.notifications.list(query)),
    },
    projectJobs: {
      add: (job) => call((store) => store.projectJobs.add(job)),
      get: (id) => call((store) => store.projectJobs.get(id)),
      list: (page) => call((store) => store.projectJobs.list(page)),
      open: () => call((store) => store.projectJobs.open()),
      setRun: (id, runId) => call((store) => store.projectJobs.setRun(id, runId)),
      begin: (id, startedAt) => call((store) => store.projectJobs.begin(id, startedAt)),
      close: (id, end, runId) => call((store) => store.projectJobs.close(id, end, runId)),
    },
  };
};

/** What the store itself throws; all else comes from opening it. */
const OWN: readonly ErrorCode[] = [
  'STORE_UNREACHABLE',
  'STORE_FAILED',
  'REQUEST_INVALID',
  'SECRET_UNKNOWN',
  'SECRETS_UNAVAILABLE',
];
