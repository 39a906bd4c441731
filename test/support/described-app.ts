import type { Hono } from 'hono';
import type { Description } from './check-answers.js';
import { createAnswerCheck } from './check-answers.js';

/** The same application; each answer that its own `/openapi.json` does not describe is an error of the request. */
export const describedApp = <A extends Hono>(app: A): A => {
  const plain = app.fetch;
  const reading = (async () =>
    createAnswerCheck((await (await plain(new Request('http://127.0.0.1/openapi.json'))).json()) as Description))();
  app.fetch = async (request, ...rest) => {
    const response = await plain(request, ...rest);
    await (await reading)(
      request.method,
      request.url,
      isStream(response) ? new Response(null, response) : response.clone(),
    );
    return response;
  };
  return app;
};

/** A second reader would keep the stream open when the first has left. */
const isStream = ({ headers }: Response): boolean =>
  headers.get('content-type')?.startsWith('text/event-stream') === true;
