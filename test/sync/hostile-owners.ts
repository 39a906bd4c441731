import type { Detour } from './hostile-detours.js';

/** A function that runs with the rights of its owner, here a superuser, on one line. */
const definer = (body: string, name = 'd', language = 'plpgsql'): string =>
  `CREATE FUNCTION public.${name}() RETURNS void LANGUAGE ${language} SECURITY DEFINER AS $_$${body}$_$;\n`;

/** What shows, or changes, what the owner of a view, a rule or a function may see, to whom the file gives it. */
export const OWNERS: readonly Detour[] = [
  ...[
    ['a view of passwords', 'SELECT rolname, rolpassword FROM pg_catalog.pg_authid'],
    ['a view of passwords without their schema', 'SELECT usename, passwd FROM pg_shadow'],
    ['a view of another schema', 'SELECT amount FROM live.money'],
    ['a view of another schema in a subquery', 'SELECT a FROM public.t WHERE a IN (SELECT amount FROM live.money)'],
    ['a view of another schema in a WITH', 'WITH m AS (TABLE live.money) SELECT * FROM m'],
    ['a view of what an application has in large objects', 'SELECT data FROM pg_largeobject'],
  ].map(([name = '', query = '']) => ({
    name,
    sql: `CREATE VIEW public.v AS ${query};\nGRANT SELECT ON public.v TO PUBLIC;\n`,
    line: 2,
  })),
  {
    name: 'a view that says it has the rights of who asks, and then does not',
    sql: `CREATE VIEW public.v WITH (security_invoker = true) AS TABLE live.money;\nALTER VIEW public.v SET (security_invoker = false);\n`,
    line: 3,
  },
  {
    name: 'a view that is made again without it',
    sql: `CREATE VIEW public.v WITH (security_invoker = true) AS TABLE live.money;\nCREATE OR REPLACE VIEW public.v AS TABLE live.money;\n`,
    line: 3,
  },
  {
    name: 'a view that says it is not of who asks',
    sql: `CREATE VIEW public.v WITH (security_invoker = 'off') AS TABLE live.money;\n`,
    line: 2,
  },
  ...['INSERT INTO live.money VALUES (1)', 'UPDATE live.money SET amount = 0', 'DELETE FROM live.money'].map(
    (action) => ({
      name: `a rule: ${action}`,
      sql: `CREATE RULE r AS ON INSERT TO public.t DO ALSO ${action};\nGRANT INSERT ON public.t TO PUBLIC;\n`,
      line: 2,
    }),
  ),
  {
    name: 'a rule that asks what is elsewhere',
    sql: 'CREATE RULE r AS ON INSERT TO public.t WHERE (SELECT count(*) FROM live.money) > 0 DO INSTEAD NOTHING;\n',
    line: 2,
  },
  ...[
    ['reads passwords', 'BEGIN PERFORM rolpassword FROM pg_catalog.pg_authid; END'],
    ['makes a superuser', 'BEGIN ALTER ROLE postgres NOLOGIN; END'],
    ['changes the roles themselves', 'BEGIN UPDATE pg_roles SET rolsuper = true; END'],
    ['writes elsewhere', 'BEGIN DELETE FROM live.money; END'],
    ['calls elsewhere', 'BEGIN CALL live.p(); END'],
    ['runs a text', `BEGIN EXECUTE 'DELETE FROM ' || 'live.money'; END`],
    ['runs a program', `BEGIN COPY public.t FROM PROGRAM 'true'; END`],
    ['reads a file', `BEGIN PERFORM pg_read_file('/etc/passwd'); END`],
  ].map(([name = '', body = '']) => ({ name: `a function of a superuser ${name}`, sql: definer(body), line: 2 })),
  {
    name: 'a function of a superuser in SQL',
    sql: definer('DELETE FROM live.money', 'd', 'sql'),
    line: 2,
  },
  {
    name: 'a function of a superuser with a body BEGIN ATOMIC',
    sql: 'CREATE FUNCTION public.d() RETURNS void LANGUAGE sql SECURITY DEFINER BEGIN ATOMIC DELETE FROM live.money; END;\n',
    line: 2,
  },
  {
    name: 'a function of a superuser that calls another one of the file',
    sql: `CREATE FUNCTION public.helper() RETURNS void LANGUAGE plpgsql AS $_$BEGIN EXECUTE 'select 1'; END$_$;\n${definer('BEGIN PERFORM public.helper(); END')}`,
    line: 3,
  },
  {
    name: 'a function of a superuser that is changed to one',
    sql: `CREATE FUNCTION public.d() RETURNS void LANGUAGE plpgsql AS $_$BEGIN EXECUTE 'select 1'; END$_$;\nALTER FUNCTION public.d() SECURITY DEFINER;\n`,
    line: 3,
  },
  {
    name: 'a function of a superuser that finds its names in another schema',
    sql: definer('BEGIN DELETE FROM money; END').replace(' AS $_$', ' SET search_path = live AS $_$'),
    line: 2,
  },
  {
    name: 'a function of a superuser that reads what its owner may see of a view of the server',
    sql: definer('BEGIN PERFORM umoptions FROM pg_catalog.pg_user_mappings; END'),
    line: 2,
  },
];

/** Files that have nothing in `public`, so that it is the live one. */
export const BESIDE_PUBLIC: readonly Detour[] = [
  'CREATE VIEW app.v AS TABLE public.t',
  'CREATE MATERIALIZED VIEW app.v AS TABLE public.t',
  'CREATE RULE r AS ON INSERT TO app.own DO ALSO DELETE FROM public.t',
  'CREATE FUNCTION app.d() RETURNS void LANGUAGE sql SECURITY DEFINER AS $_$DELETE FROM public.t$_$',
].map((sql) => ({
  name: `beside the live schema "public": ${sql}`,
  sql: `CREATE SCHEMA app;\nCREATE TABLE app.own (a integer, b text);\n${sql};\n`,
  line: 3,
}));
