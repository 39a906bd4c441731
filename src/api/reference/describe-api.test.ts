import { expect, it } from 'vitest';
import { describedApp } from '../../../scripts/http-api-doc.js';

interface Parameter {
  readonly in: string;
  readonly name: string;
  readonly schema: {
    readonly type?: string | readonly string[];
    readonly enum?: readonly unknown[];
    readonly maxLength?: number;
    readonly pattern?: string;
    readonly format?: string;
  };
}

const parameters = async (): Promise<(Parameter & { readonly of: string })[]> => {
  const answer = await describedApp().request('http://127.0.0.1/openapi.json');
  const { paths } = (await answer.json()) as {
    paths: Record<string, Record<string, { operationId: string; parameters?: readonly Parameter[] }>>;
  };
  return Object.values(paths).flatMap((methods) =>
    Object.values(methods).flatMap(({ operationId, parameters = [] }) =>
      parameters.map((one) => ({ ...one, of: operationId })),
    ),
  );
};

it('no parameter of a query is described as one that may be null: a query has no such value', async () => {
  const odd = (await parameters()).filter(({ schema }) => typeof schema.type !== 'string');
  expect(odd.map(({ of, name }) => `${of} ${name}`)).toEqual([]);
});

it('every text of a query has a limit, so that a request that is described fits into what the server reads', async () => {
  const inQuery = (await parameters()).filter((one) => one.in === 'query' && one.schema.type === 'string');
  const endless = inQuery.filter(
    ({ schema }) =>
      schema.enum === undefined &&
      schema.maxLength === undefined &&
      schema.format === undefined &&
      !/\{\d+(?:,\d+)?\}\$$/.test(schema.pattern ?? ''),
  );
  expect(endless.map(({ of, name }) => `${of} ${name}`)).toEqual([]);
});
