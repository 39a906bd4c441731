import type { OpenAPIHono } from '@hono/zod-openapi';

export type ApiDescription = ReturnType<OpenAPIHono['getOpenAPI31Document']>;

/** Describes everything mounted on `app` as OpenAPI 3.1. */
export const describeApi = (
  app: Pick<OpenAPIHono, 'openAPIRegistry' | 'getOpenAPI31Document'>,
  version: string,
): ApiDescription => {
  app.openAPIRegistry.registerComponent('securitySchemes', 'bearer', {
    type: 'http',
    scheme: 'bearer',
    description: KEY,
  });
  app.openAPIRegistry.registerComponent('securitySchemes', 'header', {
    type: 'apiKey',
    in: 'header',
    name: 'X-API-Key',
    description: KEY,
  });
  app.openAPIRegistry.registerComponent('securitySchemes', 'session', {
    type: 'apiKey',
    in: 'cookie',
    name: 'stevedore_session',
    description: 'What `POST /api/v1/session/sign-in` sets, for pages of this server.',
  });
  return app.getOpenAPI31Document({
    openapi: '3.1.0',
    info: {
      title: 'Stevedore',
      version,
      description:
        'Starts, shows and steers runs of pipelines. A problem is answered as `application/problem+json` (RFC 9457) with a stable `code`. ' +
        'An existing address answers a method that it does not allow with 405 and `Allow`.',
      license: { name: 'MIT', url: 'https://opensource.org/license/mit' },
    },
    servers: [{ url: '/', description: 'Where this description came from' }],
    tags: [
      { name: 'import', description: 'The pipeline named `import`' },
      { name: 'runs', description: 'Runs of any pipeline: start, follow, steer' },
      { name: 'pipelines', description: 'What is configured, what is live, and rollbacks' },
      { name: 'notifications', description: 'Who was told of what' },
      { name: 'keys', description: 'Who may ask' },
      { name: 'console', description: 'The web page of all this' },
      { name: 'health', description: 'For monitors and load balancers; no key is needed' },
      { name: 'reference', description: 'This description' },
    ],
  });
};

const KEY =
  "A key that `POST /api/v1/keys` made, whose role is `viewer`, `operator` or `admin` (each may do what the ones before it may), or the one of `api.key`, which is an admin's. " +
  'Where no `api.key` is configured, requests from this machine need none.';
