import { beforeAll, describe, expect, it } from 'vitest';
import { loadParser } from '../../formats/postgres-dump/parse-statement.js';
import type { Ddl } from '../ddl/write-ddl.js';
import { fitStatements } from './fit-statements.js';

beforeAll(loadParser);

const NONE = { owners: [], others: [] };
const target = { roles: new Map([['app', true]]), account: 'app' };
const fit = (grants: string | readonly string[]) =>
  fitStatements({ pre: [], post: [], grants: [grants].flat() } as unknown as Ddl, NONE, target);

describe('a statement of a file whose roles a target lacks', () => {
  it('keeps the roles that are there', () => {
    for (const [given, kept] of [
      ['GRANT SELECT ON TABLE public.t TO app, gone;', 'GRANT SELECT ON TABLE public.t TO "app";'],
      ['GRANT SELECT ON TABLE public.t TO "gone too", PUBLIC;', 'GRANT SELECT ON TABLE public.t TO PUBLIC;'],
      ['CREATE POLICY p ON public.t TO app, gone USING (true);', 'CREATE POLICY p ON public.t TO "app" USING (true);'],
    ] as const)
      expect(fit(given).ddl.grants).toEqual([kept]);
    expect(fit('GRANT SELECT ON TABLE public.t TO gone;').ddl.grants).toEqual([]);
  });

  it('keeps its grantor where the account may become it, and is given by the account otherwise', () => {
    const grant = (grantor: string, text: string) => fit([`SET ROLE "${grantor}"`, text, 'RESET ROLE']).ddl.grants;
    const text = 'GRANT SELECT ON TABLE public.t TO app;';
    expect(grant('app', text)).toEqual(['SET ROLE "app"', text, 'RESET ROLE']);
    expect(grant('gone', text)).toEqual([text]);
    expect(grant('app', 'GRANT SELECT ON TABLE public.t TO gone;')).toEqual([]);
  });

  it.each([
    'GRANT SELECT ON TABLE public.t TO PUBLIC, missing/*; DROP SCHEMA other CASCADE; --*/;',
    'GRANT SELECT ON TABLE public.t TO PUBLIC, missing--; DROP SCHEMA other CASCADE;\n;',
    'GRANT SELECT ON TABLE public.t TO PUBLIC, U&"x; DROP SCHEMA other CASCADE; --";',
    'GRANT SELECT ON TABLE public.t TO PUBLIC, "a""b; DROP SCHEMA other CASCADE; --";',
    'CREATE POLICY p ON public.t TO app, missing/*; DROP SCHEMA other CASCADE; --*/ USING (true);',
  ])('becomes no other one: %s', (statement) => {
    let made: readonly string[] = [];
    try {
      made = fit(statement).ddl.grants;
    } catch (error) {
      expect(error).toMatchObject({ code: 'DUMP_STATEMENT_REFUSED' });
    }
    // What is left of the list's end stands in a comment, as it did.
    for (const text of made) expect(text.replace(/\/\*.*\*\/|--.*/g, '')).not.toContain('DROP');
  });
});
