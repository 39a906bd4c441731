import { OWNERS } from './hostile-owners.js';

/** A way around what a reader of names alone would look at; it stands after the line that creates `public.t`. */
export interface Detour {
  readonly name: string;
  readonly sql: string;
  /** Of the refusal, in the file. */
  readonly line: number;
}

/** A function that would write to what is live, on one line: without a keyword it is VOLATILE. */
const evil = (name = 'evil', schema = 'public'): string =>
  `CREATE FUNCTION ${schema}.${name}() RETURNS integer LANGUAGE plpgsql AS $_$ BEGIN UPDATE live.money SET amount = 0; RETURN 1; END $_$;\n`;

/** One that says it changes nothing, and is run for each row. */
const run = (body: string, options = 'IMMUTABLE', language = 'plpgsql'): string =>
  `CREATE FUNCTION public.f(integer) RETURNS integer LANGUAGE ${language} ${options} AS $_$${body}$_$;\n`;
const check = 'CREATE TABLE public.x (a integer CHECK (public.f(a) > 0));\nCOPY public.x (a) FROM stdin;\n1\n\\.\n';

/** Code of the file that runs while it is loaded. */
const CODE: readonly Detour[] = [
  {
    name: 'a default of a column that COPY leaves out',
    sql: `${evil()}CREATE TABLE public.x (a integer, b integer DEFAULT public.evil());\nCOPY public.x (a) FROM stdin;\n1\n\\.\n`,
    line: 4,
  },
  {
    name: 'a default of a column that INSERT leaves out',
    sql: `${evil()}CREATE TABLE public.x (a integer, b integer DEFAULT public.evil());\nINSERT INTO public.x (a) VALUES (1);\n`,
    line: 4,
  },
  {
    name: 'a default that advances what is live',
    sql: `CREATE TABLE public.x (a integer, b bigint DEFAULT nextval('live.s'));\nCOPY public.x (a) FROM stdin;\n1\n\\.\n`,
    line: 3,
  },
  {
    name: 'a default of a domain',
    sql: `${evil()}CREATE DOMAIN public.d AS integer DEFAULT public.evil();\nCREATE TABLE public.x (a integer, b public.d);\nCOPY public.x (a) FROM stdin;\n1\n\\.\n`,
    line: 5,
  },
  {
    name: 'a default of a table that is declared twice',
    sql: `${evil()}CREATE TABLE public.x (a integer, b integer DEFAULT public.evil());\nCREATE TABLE IF NOT EXISTS public.x (a integer);\nCOPY public.x (a) FROM stdin;\n1\n\\.\n`,
    line: 4,
  },
  {
    name: 'a default of a table that is made like another',
    sql: `${evil()}CREATE TABLE public.y (a integer, b integer DEFAULT public.evil());\nCREATE TABLE public.x (LIKE public.y INCLUDING ALL);\nCOPY public.x (a) FROM stdin;\n1\n\\.\n`,
    line: 4,
  },
  {
    name: 'an operator of the server that writes a file',
    sql: `CREATE OPERATOR public.### (FUNCTION = pg_catalog.lo_export, LEFTARG = oid, RIGHTARG = text);\nCREATE MATERIALIZED VIEW public.m AS SELECT 1::oid OPERATOR(public.###) '/tmp/stevedore-owned' AS a WITH NO DATA;\nREFRESH MATERIALIZED VIEW public.m;\n`,
    line: 2,
  },
  {
    name: 'an operator whose function is a text',
    sql: `CREATE OPERATOR public.### (FUNCTION = 'lo_export', LEFTARG = oid, RIGHTARG = text);\n`,
    line: 2,
  },
  {
    name: 'an operator of what is live',
    sql: `CREATE OPERATOR public.### (FUNCTION = live.wipe, RIGHTARG = integer);\n`,
    line: 2,
  },
  {
    name: 'a view below an IMMUTABLE function',
    sql: `${evil()}CREATE VIEW public.v AS SELECT public.evil() AS a;\n${run(' BEGIN PERFORM a FROM public.v; RETURN 1; END ')}${check}`,
    line: 2,
  },
  {
    name: 'a policy below an IMMUTABLE function',
    sql: `${evil()}CREATE POLICY p ON public.t USING (public.evil() > 0);\n${run(' BEGIN PERFORM a FROM public.t; RETURN 1; END ', 'IMMUTABLE SET row_security TO on')}${check}`,
    line: 4,
  },
  {
    name: 'a policy below a function in SQL',
    sql: `${evil()}CREATE POLICY p ON public.t USING (public.evil() > 0);\n${run('SELECT count(a)::integer FROM public.t', 'STABLE', 'sql')}${check}`,
    line: 2,
  },
  {
    name: 'a name that is a quote',
    sql: `${evil()}${run(` DECLARE "'" integer; BEGIN PERFORM public.evil(); "'" := 1; RETURN 1; END `)}${check}`,
    line: 2,
  },
  {
    name: 'a name that begins a comment',
    sql: `${evil()}${run(' DECLARE "--" integer; BEGIN "--" := public.evil(); RETURN 1; END ')}${check}`,
    line: 2,
  },
  {
    name: 'a quote of dollars with digits',
    sql: `${evil()}${run(` BEGIN RETURN length($a1$ ' $a1$) + public.evil() + length($a1$ ' $a1$); END `)}${check}`,
    line: 2,
  },
  {
    name: 'a name in Unicode escapes',
    sql: `${evil()}${run(String.raw` BEGIN RETURN public.U&"\0065vil"(); END `)}${check}`,
    line: 3,
  },
  {
    name: 'a name that the server cuts',
    sql: `${evil('e'.repeat(63))}${run(` BEGIN RETURN public.${'e'.repeat(70)}(); END `)}${check}`,
    line: 3,
  },
  {
    name: 'a name whose case is not of ASCII',
    sql: `${evil('evilÉ')}${run(' BEGIN RETURN public.evilÉ(); END ')}${check}`,
    line: 2,
  },
  {
    name: 'a schema with a dot',
    sql: `CREATE SCHEMA "a.b";\n${evil('evil', '"a.b"')}CREATE TABLE public.x (a integer CHECK ("a.b".evil() > 0));\n`,
    line: 3,
  },
  {
    name: 'a rule that makes a view of a table',
    sql: `${evil()}CREATE RULE "_RETURN" AS ON SELECT TO public.t DO INSTEAD SELECT public.evil() AS a, ''::text AS b;\n`,
    line: 3,
  },
  {
    name: 'a function of a schema that only an extension is said to have',
    sql: `CREATE EXTENSION IF NOT EXISTS hstore WITH SCHEMA live;\nCREATE TABLE public.x (a integer CHECK (live.wipe(a) > 0));\n`,
    line: 2,
  },
  {
    name: 'the default of an argument',
    sql: `${evil()}CREATE FUNCTION public.g(a integer, b integer DEFAULT public.evil()) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT 1';\nCREATE TABLE public.x (a integer CHECK (public.g(a) > 0));\n`,
    line: 2,
  },
  {
    name: 'a function that looks for names elsewhere',
    sql: `${run('SELECT wipe($1)', 'IMMUTABLE SET search_path TO live', 'sql')}${check}`,
    line: 2,
  },
  {
    name: 'a function that reads texts otherwise',
    sql: `${evil()}${run(` BEGIN RETURN length('\\'' || public.evil() || '\\''); END `, 'IMMUTABLE SET standard_conforming_strings TO off')}${check}`,
    line: 3,
  },
  {
    name: 'a column that is a function',
    sql: `CREATE CAST (public.t AS text) WITH INOUT AS IMPLICIT;\nCREATE MATERIALIZED VIEW public.m AS SELECT t.pg_read_file AS a FROM public.t WITH NO DATA;\nREFRESH MATERIALIZED VIEW public.m;\n`,
    line: 3,
  },
  {
    name: 'a cast by a function of the server',
    sql: `CREATE CAST (public.t AS integer) WITH FUNCTION pg_catalog.lo_unlink(oid);\n`,
    line: 2,
  },
];

/** Secrets that would be granted with what goes live. */
const READS: readonly Detour[] = [
  ...['pg_catalog.pg_authid', 'pg_shadow', 'live.money', 'pg_catalog.pg_statistic'].map((name) => ({
    name: `a materialised view of ${name}`,
    sql: `CREATE MATERIALIZED VIEW public.m AS SELECT count(*) AS a FROM ${name} WITH NO DATA;\nREFRESH MATERIALIZED VIEW public.m;\n`,
    line: 2,
  })),
  {
    name: 'a view of secrets below a materialised view',
    sql: `CREATE VIEW public.v AS SELECT rolpassword AS a FROM pg_authid;\nCREATE MATERIALIZED VIEW public.m AS SELECT a FROM public.v WITH NO DATA;\n`,
    line: 2,
  },
  {
    name: 'a function that reads what is live',
    sql: `${run(' DECLARE n integer := (SELECT sum(amount) FROM live.money); BEGIN RETURN n; END ', 'STABLE')}${check}`,
    line: 2,
  },
];

/** What stands elsewhere, or in no schema. */
const ELSEWHERE: readonly Detour[] = [
  { name: 'a cast of the server', sql: 'CREATE CAST (text AS integer) WITH INOUT AS IMPLICIT;\n', line: 2 },
  { name: 'a comment on a cast', sql: `CREATE SCHEMA s;\nCOMMENT ON CAST (text AS integer) IS 'x';\n`, line: 3 },
  { name: 'a schema of Stevedore', sql: 'CREATE EXTENSION hstore SCHEMA prev_public;\n', line: 2 },
  { name: 'what an extension brings along', sql: 'CREATE EXTENSION earthdistance CASCADE;\n', line: 2 },
  {
    name: 'a foreign key',
    sql: 'ALTER TABLE ONLY public.t ADD CONSTRAINT k FOREIGN KEY (a) REFERENCES live.money(amount);\n',
    line: 2,
  },
  {
    name: 'a foreign key of a column',
    sql: 'CREATE TABLE public.x (a integer REFERENCES live.money(amount));\n',
    line: 2,
  },
  { name: 'statistics', sql: 'CREATE STATISTICS public.s ON amount, ctid FROM live.money;\n', line: 2 },
  {
    name: 'a constraint trigger',
    sql: 'CREATE CONSTRAINT TRIGGER g AFTER INSERT ON public.t FROM live.money FOR EACH ROW EXECUTE FUNCTION public.x();\n',
    line: 2,
  },
  { name: 'all tables of a publication', sql: 'CREATE PUBLICATION p FOR ALL TABLES;\n', line: 2 },
  { name: 'tables of a publication', sql: 'CREATE PUBLICATION p FOR TABLE live.money;\n', line: 2 },
  { name: 'a publication that is there', sql: 'alter publication p owner to postgres;\n', line: 2 },
  {
    name: 'a publication in small letters',
    sql: 'CREATE PUBLICATION p;\nalter publication p owner to postgres;\n',
    line: 3,
  },
  { name: 'a large object that is there', sql: 'alter large object 16400 owner to postgres;\n', line: 2 },
  {
    name: 'a large object in small letters',
    sql: `SELECT pg_catalog.lo_create('16400');\nalter large object 16400 owner to postgres;\n`,
    line: 3,
  },
  { name: 'a large object that is opened', sql: `SELECT pg_catalog.lo_open('16400', 131072);\n`, line: 2 },
  { name: 'a large object of any number', sql: `SELECT pg_catalog.lo_create('0');\n`, line: 2 },
  { name: 'another encoding', sql: `SET client_encoding = 'SQL_ASCII';\n`, line: 2 },
];

/** What takes more memory than it has bytes. */
const LARGE: readonly Detour[] = [
  {
    name: 'a definition whose tree is large',
    sql: `CREATE VIEW public.v AS SELECT ${'1,'.repeat(400_000)}1;\n`,
    line: 2,
  },
];

export const DETOURS: readonly Detour[] = [...CODE, ...READS, ...ELSEWHERE, ...OWNERS, ...LARGE];
