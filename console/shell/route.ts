import { computed, signal } from '@preact/signals';

/** Which page is shown; the address in the browser says it. */
export type Route =
  | { readonly page: 'overview' }
  | { readonly page: 'run'; readonly id: string }
  | { readonly page: 'pipeline'; readonly name: string }
  | { readonly page: 'unknown' };

const ROOT = '/console';

export const toOverview = (): string => ROOT;
export const toRun = (id: string): string => `${ROOT}/runs/${encodeURIComponent(id)}`;
export const toPipeline = (name: string): string => `${ROOT}/pipelines/${encodeURIComponent(name)}`;

const path = signal(location.pathname);
addEventListener('popstate', () => {
  path.value = location.pathname;
});

export const route = computed<Route>(() => {
  const [, kind, id, more] = /^\/console(?:\/(\w+)\/([^/]+)(\/.*)?)?\/?$/.exec(path.value) ?? [undefined, 'none'];
  if (kind === undefined) return { page: 'overview' };
  const given = decoded(id ?? '');
  if (given === undefined || more !== undefined) return { page: 'unknown' };
  if (kind === 'runs') return { page: 'run', id: given };
  return kind === 'pipelines' ? { page: 'pipeline', name: given } : { page: 'unknown' };
});

const decoded = (text: string): string | undefined => {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
};

/** Shows another page, as if a link had been followed. */
export const goTo = (to: string): void => {
  history.pushState(null, '', to);
  path.value = location.pathname;
  scrollTo(0, 0);
  // Whoever hears the page begins at its content.
  document.getElementById('main')?.focus({ preventScroll: true });
};
