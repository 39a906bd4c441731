import type { StoreSettings } from '../contracts/settings.js';
import type { StoreEngine } from './engine.js';
import { createMysqlEngine } from './mysql/engine.js';
import { createPostgresEngine } from './postgres/engine.js';

/** The only place that distinguishes kinds of servers. */
export const createEngine = (settings: StoreSettings): StoreEngine =>
  settings.kind === 'mysql' ? createMysqlEngine(settings) : createPostgresEngine(settings);
