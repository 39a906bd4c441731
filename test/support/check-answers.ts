import type { ValidateFunction } from 'ajv/dist/2020.js';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';

interface Schema {
  readonly [keyword: string]: unknown;
}
interface Operation {
  readonly responses: Readonly<
    Record<string, { readonly content?: Readonly<Record<string, { readonly schema?: Schema }>> }>
  >;
}
export interface Description {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components?: { readonly schemas?: Readonly<Record<string, Schema>> };
}

/**
 * Throws if an answer differs from the description: its status, its type, or a field that is missing, wrong or not
 * described.
 */
export type CheckAnswer = (method: string, url: string, response: Response) => Promise<void>;

/** By JSON Schema alone: it shares nothing with the schemas that the description was made from. */
export const createAnswerCheck = (description: Description): CheckAnswer => {
  const ajv = new Ajv2020({ allErrors: true, allowUnionTypes: true });
  (formats as unknown as (ajv: Ajv2020) => void)(ajv);
  ajv.addKeyword('components');
  ajv.addSchema({ $id: 'api', components: closed(description.components ?? {}) });
  const compiled = new Map<string, ValidateFunction>();
  const validator = (place: string, schema: Schema): ValidateFunction => {
    const known = compiled.get(place) ?? ajv.compile(closed(withBase(schema)));
    compiled.set(place, known);
    return known;
  };
  const problem = { $ref: '#/components/schemas/Problem' };

  return async (method, url, response) => {
    const path = new URL(url, 'http://localhost').pathname;
    const template = findTemplate(Object.keys(description.paths), path);
    const operations = template === undefined ? undefined : description.paths[template];
    const operation = operations?.[method === 'HEAD' ? 'get' : method.toLowerCase()];
    const name = `${method} ${template ?? path} → ${response.status}`;
    const fail = (why: string, body = ''): never => {
      throw new Error(
        `${name} is not what /openapi.json says: ${why}${body === '' ? '' : `\n${body.slice(0, 1_000)}`}`,
      );
    };
    if (operation === undefined) {
      const expected = [401, 403, template === undefined ? 404 : 405];
      if (!expected.includes(response.status)) fail(`it knows no such route, so ${expected.join(' or ')} was due`);
      if (response.status === 405 && response.headers.get('allow') === null) fail('there is no header "Allow"');
    }
    const declared: Operation['responses'][string] | undefined =
      operation === undefined
        ? { content: { 'application/problem+json': { schema: problem } } }
        : operation.responses[response.status];
    if (declared === undefined) return fail('it has no such status', await response.text());
    const type = (response.headers.get('content-type') ?? '').split(';')[0] ?? '';
    // It may never end.
    if (type === 'text/event-stream' && declared.content?.[type] !== undefined) return;
    const text = await response.text();
    if (declared.content === undefined) return text === '' ? undefined : fail('no body was due', text);
    const { schema } = declared.content[type] ?? fail(`it has no type "${type}"`, text);
    if (method === 'HEAD' || schema === undefined) return;
    const validate = validator(`${name} ${type}`, schema);
    const body: unknown = type.endsWith('json') ? JSON.parse(text) : text;
    if (validate(body)) return;
    fail(
      (validate.errors ?? [])
        .map(({ instancePath, message, params }) => `${instancePath || '/'} ${message} ${JSON.stringify(params)}`)
        .join('; '),
      text,
    );
  };
};

/** Literal paths before those with parameters. */
const findTemplate = (templates: readonly string[], path: string): string | undefined =>
  [...templates]
    .sort((a, b) => a.split('{').length - b.split('{').length)
    .find((template) =>
      new RegExp(`^${template.replaceAll(/[.]/g, '\\.').replaceAll(/\{\w+\}/g, '[^/]+')}$`).test(path),
    );

/** Every object has the properties that are described, and no others. */
const closed = (schema: unknown): object => inside(schema) as object;

const inside = (schema: unknown): unknown => {
  if (Array.isArray(schema)) return schema.map(inside);
  if (typeof schema !== 'object' || schema === null) return schema;
  const inner = Object.fromEntries(
    Object.entries(schema).map(([key, value]) => [key, key === 'examples' ? value : inside(value)]),
  );
  return 'properties' in inner && 'type' in inner && !('additionalProperties' in inner)
    ? { ...inner, additionalProperties: false }
    : inner;
};

const withBase = (schema: unknown): Schema =>
  JSON.parse(JSON.stringify(schema).replaceAll('"$ref":"#/components', '"$ref":"api#/components')) as Schema;
