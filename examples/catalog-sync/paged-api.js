/** A small web service that gives a catalogue of music page by page, as `GET /music/catalog?page=1&limit=2`. */
import { createServer } from 'node:http';
import { pathToFileURL } from 'node:url';

const ARTISTS = ['Queen', 'Luis Fonsi', 'Ed Sheeran', 'Celia Cruz', 'Silvio Rodríguez'];

export const someMusic = (count) =>
  Array.from({ length: count }, (_, n) => ({
    id: n + 1,
    name: `Song ${n + 1}`,
    artist: { name: ARTISTS[n % ARTISTS.length] },
    category: n % 2 === 0 ? 'Pop' : 'Salsa',
  }));

/**
 * Starts it on this machine. `answer` may give another answer to a page; `asked` has the number of every page that was
 * asked for.
 */
export const startPagedApi = async ({ items = someMusic(5), token = 'your-api-token', port = 0, answer } = {}) => {
  const state = { items, asked: [] };
  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    const send = (status, body) => {
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(body));
    };
    if (request.headers.authorization !== `Bearer ${token}`) return send(401, { error: 'who are you?' });
    if (url.pathname !== '/music/catalog') return send(404, { error: 'there is nothing here' });
    const page = Number(url.searchParams.get('page') ?? 1);
    const limit = Number(url.searchParams.get('limit') ?? 2);
    state.asked.push(page);
    const other = await answer?.(page);
    if (other !== undefined) return send(other.status, other.body);
    send(200, { data: { items: state.items.slice((page - 1) * limit, page * limit) } });
  });
  await new Promise((resolve) => server.listen(port, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}/music/catalog`,
    state,
    stop: () =>
      new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      }),
  };
};

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const { url } = await startPagedApi({ port: Number(process.argv[2] ?? 8090) });
  process.stdout.write(`${url}\n`);
}
