import { OpenAPIHono, z } from '@hono/zod-openapi';
import type { Provenance } from '../../contracts/dump-import/generation.js';
import { StevedoreError } from '../../contracts/errors.js';
import type { ApiDeps } from '../deps.js';
import { endpoint } from '../request/endpoint.js';
import { jsonAnswer } from '../request/json-answer.js';
import { wholeNumber } from '../request/query-fields.js';
import { comparisonJson, comparisonSchema } from './comparison.js';
import { findPipelineOf } from './find-pipeline.js';

/** `GET /api/v1/pipelines/:name/compare`. */
export const compareRoutes = ({ settings, readProofs }: Pick<ApiDeps, 'settings' | 'readProofs'>): OpenAPIHono => {
  const app = new OpenAPIHono();

  endpoint(app, COMPARE, async (c, { params, query: { from, to } }) => {
    const pipeline = findPipelineOf('dump-import', settings.pipelines, params.name);
    const proofs = (await readProofs?.(pipeline)) ?? [];
    const find = (wanted: number | undefined, standard: number) => {
      const found = wanted === undefined ? proofs[standard] : proofs.find(({ generation }) => generation === wanted);
      if (found !== undefined) return found;
      throw proofGone(pipeline.name, wanted, proofs);
    };
    c.header('cache-control', 'no-store');
    return c.json(comparisonJson(find(from, 1), find(to, 0)), 200);
  });

  return app;
};

const proofGone = (pipeline: string, wanted: number | undefined, proofs: readonly Provenance[]): StevedoreError => {
  const kept = proofs.map(({ generation }) => generation).join(', ');
  const what =
    wanted === undefined ? 'two generations are not there yet' : `generation ${wanted} has no proof any more`;
  return new StevedoreError(
    'GENERATION_UNKNOWN',
    `Cannot compare generations of "${pipeline}": ${what}; there are those of ${kept === '' ? 'none' : kept}, ` +
      'as a proof goes with the tables that it is of (publish.keep_previous)',
    { details: { pipeline, generation: wanted ?? null } },
  );
};

const number = wholeNumber(0, Number.MAX_SAFE_INTEGER).optional();

const COMPARE = {
  method: 'get',
  path: '/{name}/compare',
  operationId: 'compareGenerations',
  tag: 'pipelines',
  role: 'viewer',
  about: 'pipeline',
  summary: 'What changed from one generation to another',
  description:
    'By the proofs of both, which stand beside the data as long as its tables do: what is live, and what a rollback can bring back. No row is read.',
  params: z.object({ name: z.string() }),
  query: z.object({
    from: number.describe('A generation; absent: the one that was live last'),
    to: number.describe('A generation; absent: what is live'),
  }),
  responses: { 200: jsonAnswer(comparisonSchema, 'The differences, database by database') },
  problems: [404, 503],
} as const;
