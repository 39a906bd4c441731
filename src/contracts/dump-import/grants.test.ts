import { describe, expect, it } from 'vitest';
import { renderGrants, requiredGrants } from './grants.js';

const accounts = { loader: { user: 'l' }, publisher: { user: 'p' }, owner: { user: "o'x", host: '10.0.0.%' } };

describe('renderGrants', () => {
  it('escapes the wildcards of a schema name, so that no other schema matches', () => {
    const statements = renderGrants(requiredGrants(['portal64_bdw']), accounts);
    expect(statements).toContainEqual(
      expect.stringMatching(/^GRANT CREATE, .* ON `imp\\_portal64\\_bdw`\.\* TO 'l'@'%'$/),
    );
    expect(statements).toContainEqual(expect.stringContaining(" ON `portal64\\_bdw`.* TO 'o''x'@'10.0.0.%'"));
  });

  it('lets the loader write to staging only', () => {
    const loader = requiredGrants(['a', 'b']).filter(({ account }) => account === 'loader');
    expect(loader.map(({ on }) => on)).toEqual(['imp_a', 'imp_b']);
  });

  it('grants nothing on all schemas', () => {
    expect(requiredGrants(['a']).every(({ on }) => on !== null)).toBe(true);
  });
});
