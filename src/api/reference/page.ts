import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';

/** The reference page. Its script is in a separate file, because the content policy forbids inline scripts. */
export const PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Stevedore API</title>
<link rel="stylesheet" href="/docs/swagger-ui.css">
<link rel="icon" href="data:,">
</head>
<body>
<div id="reference"><noscript>This page needs JavaScript; the description itself is <a href="/openapi.json">/openapi.json</a>.</noscript></div>
<script src="/docs/swagger-ui-bundle.js"></script>
<script src="/docs/start.js"></script>
</body>
</html>
`;

/** `validatorUrl` would send the description's address to another server. */
const START = `SwaggerUIBundle({
  url: '/openapi.json',
  dom_id: '#reference',
  deepLinking: true,
  defaultModelsExpandDepth: 0,
  validatorUrl: null,
});
`;

export interface Asset {
  readonly content: string;
  readonly type: string;
}

/** Reads a file of the page; undefined for any other name. */
export const readAsset = async (name: string): Promise<Asset | undefined> => {
  if (name === 'start.js') return { content: START, type: SCRIPT };
  const type = PACKAGED.get(name);
  if (type === undefined) return undefined;
  return { content: await readFile(createRequire(import.meta.url).resolve(`swagger-ui-dist/${name}`), 'utf8'), type };
};

const SCRIPT = 'text/javascript; charset=utf-8';
export const ASSETS = ['start.js', 'swagger-ui-bundle.js', 'swagger-ui.css'] as const;
const PACKAGED: ReadonlyMap<string, string> = new Map([
  ['swagger-ui-bundle.js', SCRIPT],
  ['swagger-ui.css', 'text/css; charset=utf-8'],
]);
