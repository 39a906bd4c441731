import type { ApiStore } from '../../src/api/deps.js';
import type { Store } from '../../src/store/store.js';
import type { MariadbServer } from '../support/mariadb-server.js';
import type { StoreServer } from '../support/store-server.js';
import { StevedoreError } from '../../src/contracts/errors.js';
import { createStore } from '../../src/store/create-store.js';

export interface TestStore {
  /** Writes as a worker does. */
  readonly store: Store;
  /** What the API gets; `state.down` takes the store away from it. */
  readonly seen: ApiStore;
  readonly state: { down: boolean | 'silent' };
}

/** The real store on a server of the test's own. */
export const openTestStore = async (
  server: Pick<StoreServer, 'settings'>,
  secretKeys: readonly Buffer[] = [],
): Promise<TestStore> => {
  const store = createStore(server.settings('stevedore'), { secretKeys });
  await store.migrate();
  const state: TestStore['state'] = { down: false };
  const gate = async <T>(use: () => Promise<T>): Promise<T> => {
    if (state.down === 'silent') await new Promise(() => undefined);
    if (state.down) throw new StevedoreError('STORE_UNREACHABLE', 'Cannot read the store: it is away');
    return use();
  };
  const seen: ApiStore = {
    ping: () => gate(() => store.ping()),
    survey: () => gate(() => store.survey()),
    runs: {
      close: (runId, end) => gate(() => store.runs.close(runId, end)),
      get: (runId) => gate(() => store.runs.get(runId)),
      latest: (pipeline) => gate(() => store.runs.latest(pipeline)),
      list: (query) => gate(() => store.runs.list(query)),
      tallies: () => gate(() => store.runs.tallies()),
    },
    logs: {
      append: (runId, attempt, lines) => gate(() => store.logs.append(runId, attempt, lines)),
      list: (query) => gate(() => store.logs.list(query)),
    },
    generations: {
      latest: (pipeline) => gate(() => store.generations.latest(pipeline)),
      list: (pipeline) => gate(() => store.generations.list(pipeline)),
    },
    keys: {
      add: (record, hash) => gate(() => store.keys.add(record, hash)),
      byHash: (hash) => gate(() => store.keys.byHash(hash)),
      list: () => gate(() => store.keys.list()),
      revoke: (id, at, by) => gate(() => store.keys.revoke(id, at, by)),
      replace: (id, successor, hash, endsAt) => gate(() => store.keys.replace(id, successor, hash, endsAt)),
      noteUse: (id, at, notSince) => gate(() => store.keys.noteUse(id, at, notSince)),
    },
    sessions: {
      add: (session, tokenHash) => gate(() => store.sessions.add(session, tokenHash)),
      byTokenHash: (tokenHash) => gate(() => store.sessions.byTokenHash(tokenHash)),
      remove: (tokenHash) => gate(() => store.sessions.remove(tokenHash)),
    },
    starts: {
      claim: (request, notBefore) => gate(() => store.starts.claim(request, notBefore)),
      answer: (keyHash, answer) => gate(() => store.starts.answer(keyHash, answer)),
    },
    audit: {
      add: (entry) => gate(() => store.audit.add(entry)),
      list: (query) => gate(() => store.audit.list(query)),
      verify: (query) => gate(() => store.audit.verify(query)),
    },
    exportJobs: {
      claim: (job, marks) => gate(() => store.exportJobs.claim(job, marks)),
      get: (id) => gate(() => store.exportJobs.get(id)),
      list: (page) => gate(() => store.exportJobs.list(page)),
      open: () => gate(() => store.exportJobs.open()),
      setRun: (id, runId) => gate(() => store.exportJobs.setRun(id, runId)),
      begin: (id) => gate(() => store.exportJobs.begin(id)),
      complete: (id, file) => gate(() => store.exportJobs.complete(id, file)),
      fail: (id, error) => gate(() => store.exportJobs.fail(id, error)),
    },
    exportFiles: { get: (name) => gate(() => store.exportFiles.get(name)) },
    importJobs: {
      claim: (job, marks) => gate(() => store.importJobs.claim(job, marks)),
      get: (id) => gate(() => store.importJobs.get(id)),
      list: (page) => gate(() => store.importJobs.list(page)),
      open: () => gate(() => store.importJobs.open()),
      setRun: (id, runId) => gate(() => store.importJobs.setRun(id, runId)),
      update: (id, progress) => gate(() => store.importJobs.update(id, progress)),
      close: (id, progress, completedAt) => gate(() => store.importJobs.close(id, progress, completedAt)),
    },
    apiMetrics: {
      add: (requests) => gate(() => store.apiMetrics.add(requests)),
      prune: (before) => gate(() => store.apiMetrics.prune(before)),
    },
    importedFiles: { ofRun: (runId) => gate(() => store.importedFiles.ofRun(runId)) },
    definitions: {
      add: (definition) => gate(() => store.definitions.add(definition)),
      get: (id) => gate(() => store.definitions.get(id)),
      remove: (id) => gate(() => store.definitions.remove(id)),
    },
    secrets: {
      put: (owner, value) => gate(() => store.secrets.put(owner, value)),
      get: (id) => gate(() => store.secrets.get(id)),
      remove: (id) => gate(() => store.secrets.remove(id)),
      removeOf: (owner) => gate(() => store.secrets.removeOf(owner)),
      rotate: () => gate(() => store.secrets.rotate()),
    },
    projectConnections: {
      add: (connection) => gate(() => store.projectConnections.add(connection)),
      get: (id) => gate(() => store.projectConnections.get(id)),
      byName: (name) => gate(() => store.projectConnections.byName(name)),
      list: () => gate(() => store.projectConnections.list()),
      update: (connection) => gate(() => store.projectConnections.update(connection)),
      remove: (id) => gate(() => store.projectConnections.remove(id)),
    },
    projects: {
      add: (project) => gate(() => store.projects.add(project)),
      get: (name) => gate(() => store.projects.get(name)),
      list: () => gate(() => store.projects.list()),
      update: (project) => gate(() => store.projects.update(project)),
      remove: (id) => gate(() => store.projects.remove(id)),
    },
    notifications: {
      add: (notification) => gate(() => store.notifications.add(notification)),
      note: (notification, delivery) => gate(() => store.notifications.note(notification, delivery)),
      get: (id) => gate(() => store.notifications.get(id)),
      list: (query) => gate(() => store.notifications.list(query)),
    },
    projectJobs: {
      add: (job) => gate(() => store.projectJobs.add(job)),
      get: (id) => gate(() => store.projectJobs.get(id)),
      list: (page) => gate(() => store.projectJobs.list(page)),
      open: () => gate(() => store.projectJobs.open()),
      setRun: (id, runId) => gate(() => store.projectJobs.setRun(id, runId)),
      begin: (id, startedAt) => gate(() => store.projectJobs.begin(id, startedAt)),
      close: (id, end, runId) => gate(() => store.projectJobs.close(id, end, runId)),
    },
  };
  return { store, seen, state };
};

/** The store of a test on MariaDB alone. */
export const onMariadb = ({
  host,
  port,
  rootUser,
  rootPassword,
}: Pick<MariadbServer, 'host' | 'port' | 'rootUser' | 'rootPassword'>): Pick<StoreServer, 'settings'> => ({
  settings: (schema) => ({
    kind: 'mysql',
    address: { host, port },
    tls: 'off',
    account: { user: rootUser, password: rootPassword },
    schema,
    createSchema: true,
  }),
});
