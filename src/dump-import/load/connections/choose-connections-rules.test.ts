import { describe, expect, it } from 'vitest';
import { chooseConnections } from './choose-connections-rules.js';

describe('connections of a load', () => {
  it('are what the configuration says', () => {
    expect(chooseConnections(7, { processors: 2, galera: false }, 64)).toBe(7);
  });

  it.each([
    [1, 2],
    [2, 4],
    [3, 6],
    [16, 8],
  ])('are two a core of a server with %i, from 2 to 8', (processors, expected) => {
    expect(chooseConnections('auto', { processors, galera: false }, 1)).toBe(expected);
  });

  it("use the worker's own cores if the server does not report its own", () => {
    expect(chooseConnections('auto', { galera: false }, 2)).toBe(4);
  });

  it('are two on a cluster, where every row is sent to all nodes', () => {
    expect(chooseConnections('auto', { processors: 16, galera: true }, 16)).toBe(2);
  });
});
