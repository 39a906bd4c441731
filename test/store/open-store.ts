import { createStore } from '../../src/store/create-store.js';
import type { StoreOptions } from '../../src/store/create-store.js';
import type { Store } from '../../src/store/store.js';
import type { StoreServer } from '../support/store-server.js';

/** A separate store on a test's server; its schema exists, its tables do not. */
export async function openStore(server: StoreServer, name: string, options: StoreOptions = {}): Promise<Store> {
  await server.create(name);
  return createStore(server.settings(name), options);
}
