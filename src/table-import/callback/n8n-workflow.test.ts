import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runInNewContext } from 'node:vm';
import { expect, it } from 'vitest';
import { webhookHeaders } from '../../notifications/sign-webhook.js';

interface Workflow {
  readonly nodes: readonly { readonly name: string; readonly parameters: Readonly<Record<string, unknown>> }[];
  readonly connections: Readonly<Record<string, { readonly main: readonly (readonly { readonly node: string }[])[] }>>;
}

const file = join(import.meta.dirname, '..', '..', '..', 'examples', 'n8n', 'import-project.json');
const { nodes, connections } = JSON.parse(readFileSync(file, 'utf8')) as Workflow;
const parametersOf = (name: string) => nodes.find((node) => node.name === name)?.parameters ?? {};

/** An expression of n8n: `=` and a text with `{{ … }}` in it; alone, its value. */
const evaluate = (expression: string, scope: object): unknown => {
  const alone = /^=\{\{((?:(?!\}\}).)*)\}\}$/s.exec(expression);
  if (alone !== null) return runInNewContext(alone[1] ?? '', scope);
  return expression.slice(1).replaceAll(/\{\{(.*?)\}\}/gs, (_, code: string) => String(runInNewContext(code, scope)));
};

it('the workflow for n8n leads from node to node, and from none to one that is not there', () => {
  const names = nodes.map(({ name }) => name);
  const leads = Object.entries(connections).flatMap(([from, { main }]) => [
    from,
    ...main.flat().map(({ node }) => node),
  ]);
  expect(leads.filter((name) => !names.includes(name))).toEqual([]);
  expect(names.filter((name) => !leads.includes(name))).toEqual([]);
});

it('its expressions accept what is signed with the secret now, and nothing else', () => {
  const accepts = (headers: Readonly<Record<string, string>>, raw: string): boolean => {
    const $ = (name: string) => ({ item: { json: name === 'Callback' ? { headers } : { raw } } });
    const { value, encoding } = parametersOf('Its signature') as { value: string; encoding: 'base64' };
    const text = String(evaluate(value, { $, $json: { raw } }));
    const signature = createHmac('sha256', 'the secret').update(text).digest(encoding);
    const { conditions } = parametersOf('Signed, and of the last five minutes') as {
      conditions: { conditions: { leftValue: string }[] };
    };
    return conditions.conditions.every(({ leftValue }) =>
      evaluate(leftValue, { $, $json: { signature }, Date, Math, Number }),
    );
  };
  const body = '{"type":"import.completed","project":"Größe"}';
  const sent = (secret: string, sentAt = new Date()) => webhookHeaders({ id: 'msg_1', sentAt, body }, secret);
  expect(accepts(sent('the secret'), body)).toBe(true);
  expect(accepts(sent('another'), body)).toBe(false);
  expect(accepts(sent('the secret'), `${body} `)).toBe(false);
  expect(accepts(sent('the secret', new Date(Date.now() - 400_000)), body)).toBe(false);
  expect(accepts({}, body)).toBe(false);
});
