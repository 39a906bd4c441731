import { computed, signal } from '@preact/signals';

/** Which page is shown; the address in the browser says it. */
export type Route =
  | { readonly page: 'overview' }
  | { readonly page: 'run'; readonly id: string }
  | { readonly page: 'pipeline'; readonly name: string }
  | { readonly page: 'databases' }
  | { readonly page: 'tables' }
  | { readonly page: 'upload'; readonly id: string }
  | { readonly page: 'rejects'; readonly id: string }
  | { readonly page: 'settings'; readonly part: string }
  | { readonly page: 'unknown' };

export const toOverview = (): string => '/';
export const toRun = (id: string): string => `/runs/${encodeURIComponent(id)}`;
export const toPipeline = (name: string): string => `/pipelines/${encodeURIComponent(name)}`;
export const toDatabases = (): string => '/databases';
export const toTables = (): string => '/tables';
export const toUpload = (id: string): string => `/uploads/${encodeURIComponent(id)}`;
export const toRejects = (run: string): string => `/rejects/${encodeURIComponent(run)}`;
export const toSettings = (part = 'health'): string => `/settings/${encodeURIComponent(part)}`;

const path = signal(location.pathname);
addEventListener('popstate', () => {
  path.value = location.pathname;
});

export const route = computed<Route>(() => {
  const parts = path.value.split('/').filter((part) => part !== '');
  const [kind, name, ...more] = parts.map(decoded);
  if (parts.length === 0) return { page: 'overview' };
  if (kind === undefined || more.length > 0) return { page: 'unknown' };
  return (name === undefined ? PAGES[kind]?.() : PAGES_OF[kind]?.(name)) ?? { page: 'unknown' };
});

const PAGES: Readonly<Record<string, () => Route>> = {
  databases: () => ({ page: 'databases' }),
  tables: () => ({ page: 'tables' }),
  settings: () => ({ page: 'settings', part: 'health' }),
};

/** Pages of one thing, which the address names. */
const PAGES_OF: Readonly<Record<string, (name: string) => Route>> = {
  pipelines: (name) => ({ page: 'pipeline', name }),
  rejects: (id) => ({ page: 'rejects', id }),
  runs: (id) => ({ page: 'run', id }),
  settings: (part) => ({ page: 'settings', part }),
  uploads: (id) => ({ page: 'upload', id }),
};

const decoded = (text: string): string | undefined => {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
};

/** The page that is shown. */
export const toHere = (): string => path.value;

/** Shows another page, as if a link had been followed. */
export const goTo = (to: string): void => {
  history.pushState(null, '', to);
  path.value = location.pathname;
  scrollTo(0, 0);
  // Whoever hears the page begins at its content.
  document.getElementById('main')?.focus({ preventScroll: true });
};
