import type { ApiDeps } from '../src/api/deps.js';
import { createApp } from '../src/api/create-app.js';

interface Operation {
  readonly tags?: readonly string[];
  readonly summary?: string;
  readonly description?: string;
}

interface Description {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

/** The text of docs/reference/http-api.md: every route of `/openapi.json`, with the role that it needs. */
export const httpApiDoc = async (): Promise<string> => {
  const answer = await describedApp().request('http://127.0.0.1/openapi.json');
  const { paths } = (await answer.json()) as Description;
  const rows = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      tag: operation.tags?.[0] ?? '',
      route: `${method.toUpperCase()} ${path}`,
      role: /with the role `(\w+)`/.exec(operation.description ?? '')?.[1] ?? 'none',
      does: [operation.summary, withoutAccess(operation.description)].filter((text) => text !== '').join('. '),
    })),
  );
  const tags = [...new Set(rows.map(({ tag }) => tag))];
  return [
    HEAD,
    ...tags.flatMap((tag) => [
      '',
      `## ${tag.charAt(0).toUpperCase()}${tag.slice(1)}`,
      '',
      '| route | role | does |',
      '|---|---|---|',
      ...rows
        .filter((row) => row.tag === tag)
        .map(({ route, role, does }) => `| \`${route}\` | ${role} | ${cell(does)} |`),
    ]),
    '',
  ].join('\n');
};

/** The routes are declared when the application is made; nothing of what it is made from is asked. */
export const describedApp = (): ReturnType<typeof createApp> => {
  const nothing: unknown = new Proxy(() => nothing, {
    get: (_, key) => (key === Symbol.toPrimitive ? () => '' : nothing),
    apply: () => nothing,
  });
  const deps = { runs: nothing, store: nothing, logger: nothing, projects: nothing };
  return createApp({ ...deps, settings: { api: { corsOrigins: [] }, pipelines: [] } } as unknown as ApiDeps);
};

/** The role has a column of its own. */
const withoutAccess = (description = ''): string =>
  description
    .replace(/ ?Needs a key with the role .*$/, '')
    .trim()
    .replace(/\.$/, '');

/** A bar would end the cell of a table. */
const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');

const HEAD = `# HTTP API

Every route, as \`/openapi.json\` of a server describes it; \`/docs\` there shows fields, examples and answers, and sends requests.
Made from the routes by \`npx tsx scripts/write-http-api-doc.ts\`; a test fails while it is stale.

- A request carries its key as \`Authorization: Bearer <key>\` or \`X-API-Key: <key>\`. A key has one of the roles viewer, operator and admin; each may do what
  the ones before it may. Where no \`api.key\` is configured, the server listens on loopback only and needs none.
- A problem is answered as \`application/problem+json\` (RFC 9457) with a stable \`code\`; the [error codes](errors.md) say what each means.
- Starting answers 202 with \`Location\`. An \`Idempotency-Key\` makes it safe to repeat a start: it starts one run.
- Lists are read page by page: the header \`Link\` has the address of the next one.`;
