/** What addresses of the console's pages begin with, beside `/` itself; nothing of the API does. */
const PAGES: ReadonlySet<string> = new Set([
  'databases',
  'pipelines',
  'rejects',
  'runs',
  'settings',
  'tables',
  'uploads',
]);

/** Whether a path is a page of the console. */
export const isConsolePage = (path: string): boolean => path === '/' || PAGES.has(path.split('/')[1] ?? '');
