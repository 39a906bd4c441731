import { createStore } from '../../src/store/create-store.js';
import type { StoreOptions } from '../../src/store/create-store.js';
import type { Store } from '../../src/store/store.js';
import type { StoreServer } from '../support/store-server.js';

/** A store of its own on a test's server; the schema is there, its tables are not. */
export async function openStore(server: StoreServer, name: string, options: StoreOptions = {}): Promise<Store> {
  await server.create(name);
  return createStore(server.settings(name), options);
}
