import { DETOURS } from './hostile-detours.js';
import { BESIDE_PUBLIC } from './hostile-owners.js';

/** A file that tries to do more than fill its tables, and the line on which it is refused. */
export interface HostileFile {
  readonly name: string;
  readonly sql: string;
  /** Of the refusal; undefined where the import may also end in the server's refusal, or do no harm. */
  readonly line?: number;
}

const TABLE = 'CREATE TABLE public.t (a integer, b text);\n';
/** A function that would write to what is live. */
const writer = (name: string, options: string, body = 'UPDATE live.money SET amount = 0; RETURN 1;'): string =>
  `CREATE FUNCTION public.${name}(integer) RETURNS integer LANGUAGE plpgsql ${options} AS $_$ BEGIN ${body} END $_$;\n`;

/** Each stands after the line that creates the table, in four disguises. */
const STATEMENTS: readonly string[] = [
  `COPY public.t FROM '/etc/passwd'`,
  `COPY public.t FROM PROGRAM 'touch /tmp/stevedore-owned'`,
  `COPY public.t TO '/tmp/stevedore-owned'`,
  `COPY public.t TO PROGRAM 'touch /tmp/stevedore-owned'`,
  `COPY (SELECT 1) TO STDOUT`,
  `COPY live.money FROM stdin`,
  `DO $x$ BEGIN UPDATE live.money SET amount = 0; END $x$`,
  `ALTER SYSTEM SET shared_preload_libraries = 'x'`,
  `ALTER ROLE postgres SUPERUSER`,
  `CREATE ROLE intruder SUPERUSER LOGIN PASSWORD 'x'`,
  `ALTER DATABASE postgres SET search_path = 'x'`,
  `DROP DATABASE other`,
  `DROP SCHEMA live CASCADE`,
  `DROP TABLE live.money`,
  `TRUNCATE live.money`,
  `ALTER TABLE public.t ATTACH PARTITION live.money DEFAULT`,
  `ALTER TABLE public.t INHERIT live.money`,
  `CREATE TABLE public.heir () INHERITS (live.money)`,
  `CREATE TABLE public.part PARTITION OF live.money DEFAULT`,
  `CREATE TABLE public.alike (LIKE live.money)`,
  `SELECT pg_catalog.lo_create('1''); ALTER ROLE postgres NOLOGIN; --')`,
  `SET ROLE postgres; CREATE TABLE public.owned (a integer)`,
  `SET ROLE postgres; ALTER TABLE public.t OWNER TO postgres`,
  `SET ROLE postgres; INSERT INTO public.t VALUES (1)`,
  `SET ROLE postgres; GRANT ALL ON live.money TO PUBLIC`,
  `SET ROLE postgres; GRANT pg_read_all_data TO PUBLIC`,
  `SET ROLE NONE; SET ROLE "postgres"; SELECT pg_catalog.setval('public.s', 1, true)`,
  `SET LOCAL ROLE postgres`,
  `SET SESSION AUTHORIZATION postgres; COPY public.t FROM stdin`,
  `SET SESSION AUTHORIZATION 'postgres'; RESET ROLE; CREATE VIEW public.seen AS SELECT 1`,
  `SET SESSION AUTHORIZATION DEFAULT; SET session_authorization = postgres; ALTER ROLE postgres SUPERUSER`,
  `SET LOCAL SESSION AUTHORIZATION postgres`,
  `RESET ALL`,
  `SET standard_conforming_strings = off`,
  `SET search_path = live`,
  `LOAD '/tmp/x.so'`,
  `CREATE FUNCTION public.c() RETURNS integer LANGUAGE c AS '/tmp/x.so', 'x'`,
  `CREATE FUNCTION public.i() RETURNS integer LANGUAGE internal AS 'pg_backend_pid'`,
  `CREATE FUNCTION public.p() RETURNS integer LANGUAGE plpython3u AS 'import os'`,
  `CREATE FUNCTION public.r() RETURNS integer LANGUAGE sql SET role = 'postgres' AS 'SELECT 1'`,
  `CREATE FUNCTION live.f() RETURNS integer LANGUAGE sql AS 'SELECT 1'`,
  `SELECT pg_read_file('/etc/passwd')`,
  `SELECT lo_import('/etc/passwd')`,
  `SELECT pg_catalog.setval('live.s', 1, true)`,
  `SELECT pg_catalog.set_config('role', 'postgres', false)`,
  `SELECT pg_catalog.setval('public.s', (SELECT count(*) FROM live.money), true)`,
  `WITH x AS (DELETE FROM live.money RETURNING 1) SELECT 1`,
  `INSERT INTO live.money VALUES (0)`,
  `INSERT INTO public.t VALUES (1, pg_read_file('/etc/passwd'))`,
  `INSERT INTO public.t SELECT amount, '' FROM live.money`,
  `INSERT INTO public.t (a) VALUES ((SELECT 1))`,
  `INSERT INTO public.t (a) VALUES (1) RETURNING pg_read_file('/etc/passwd')`,
  `UPDATE live.money SET amount = 0`,
  `DELETE FROM live.money`,
  `MERGE INTO live.money USING public.t ON true WHEN MATCHED THEN DELETE`,
  `CREATE EXTENSION dblink`,
  `CREATE EXTENSION file_fdw`,
  `CREATE EVENT TRIGGER e ON ddl_command_start EXECUTE FUNCTION public.x()`,
  `CREATE SERVER s FOREIGN DATA WRAPPER postgres_fdw`,
  `CREATE FOREIGN TABLE public.f (a integer) SERVER s`,
  `CREATE USER MAPPING FOR postgres SERVER s`,
  `CREATE SUBSCRIPTION s CONNECTION 'host=x' PUBLICATION p`,
  `CREATE LANGUAGE plperlu`,
  `CREATE TABLESPACE x LOCATION '/tmp'`,
  `CREATE TRIGGER g BEFORE INSERT ON live.money FOR EACH ROW EXECUTE FUNCTION public.x()`,
  `CREATE RULE r AS ON SELECT TO live.money DO INSTEAD NOTHING`,
  `CREATE POLICY p ON live.money USING (true)`,
  `CREATE INDEX ON live.money (amount)`,
  `ALTER TABLE live.money DISABLE ROW LEVEL SECURITY`,
  `ALTER TABLE public.t ADD COLUMN c integer DEFAULT 1`,
  `ALTER TABLE public.t SET TABLESPACE x`,
  `ALTER SCHEMA live RENAME TO gone`,
  `ALTER FUNCTION live.f() OWNER TO postgres`,
  `GRANT ALL ON live.money TO PUBLIC`,
  `GRANT ALL ON ALL TABLES IN SCHEMA live TO PUBLIC`,
  `GRANT postgres TO PUBLIC`,
  `COMMENT ON TABLE live.money IS 'x'`,
  `SECURITY LABEL ON TABLE public.t IS 'x'`,
  `CREATE SCHEMA pg_evil`,
  `CREATE SCHEMA stevedore`,
  `CREATE TABLE imp_public.t (a integer)`,
  `CREATE TABLE pg_catalog.t (a integer)`,
  `CREATE TABLE t (a integer)`,
  `CREATE SCHEMA s CREATE TABLE s.t (a integer)`,
  `CREATE TABLE public.u AS SELECT pg_read_file('/etc/passwd')`,
  `CREATE MATERIALIZED VIEW public.m AS SELECT pg_read_file('/etc/passwd')`,
  `CREATE TABLE public.v (a integer DEFAULT pg_read_binary_file('/etc/passwd'))`,
  `CREATE VIEW public.w AS SELECT * FROM dblink('host=x', 'select 1') AS x(a integer)`,
  `VACUUM`,
  `CALL live.p()`,
  `EXECUTE x`,
  `PREPARE TRANSACTION 'x'`,
  `LISTEN x`,
  `NOTIFY x`,
  `REINDEX DATABASE postgres`,
  `SELECT 1; DROP TABLE live.money`,
];

const DISGUISES: readonly ((statement: string) => readonly [sql: string, line: number])[] = [
  (statement) => [`${statement};\n`, 2],
  (statement) => [`/* /* ; */ '\n*/ -- '; $$\n${statement}\n;\n`, 4],
  (statement) => [`BEGIN;\nSET datestyle = ISO; ${statement};COMMIT;\n`, 3],
];

/** Psql's own commands, at places where a reader may not look for them. */
const COMMANDS: readonly (readonly [sql: string, line: number])[] = [
  [String.raw`\! touch /tmp/stevedore-owned`, 2],
  ['  \\! touch /tmp/stevedore-owned', 2],
  [String.raw`\copy public.t from program 'x'`, 2],
  [String.raw`\connect postgres`, 2],
  [String.raw`\c "host=elsewhere"`, 2],
  [String.raw`\restrict x` + '\n' + String.raw`\i /etc/passwd`, 3],
  [String.raw`\gset`, 2],
  [String.raw`/* x */ \! x`, 2],
  ['COPY public.t FROM stdin;\n1\tx\n\\.\n\\! x', 5],
  ['COPY public.t FROM stdin; \\! x\n\\.\n', 2],
  ['COPY public.t FROM stdin WITH (FORMAT csv);\n\\.\n', 2],
  [`SELECT 1 \\g | sh`, 2],
];

/** Functions that the server would run while it fills tables. */
const RUN_AT_LOAD: readonly (readonly [name: string, sql: string, line?: number])[] = [
  ['a CHECK', `${writer('f', '')}CREATE TABLE public.x (a integer CHECK (public.f(a) > 0));\n`, 2],
  [
    'a CHECK that is added',
    `${writer('f', 'VOLATILE')}ALTER TABLE public.t ADD CONSTRAINT c CHECK (public.f(a) > 0);\n`,
    2,
  ],
  [
    'a domain',
    `${writer('f', '')}CREATE DOMAIN public.d AS integer CHECK (public.f(VALUE) > 0);\nCREATE TABLE public.x (a public.d);\n`,
    2,
  ],
  [
    'an index',
    `${writer('g', '')}${writer('f', 'IMMUTABLE', 'PERFORM public.g($1); RETURN 1;')}CREATE INDEX ON public.t (public.f(a));\n`,
    2,
  ],
  [
    'a condition of an index',
    `${writer('f', 'IMMUTABLE', `EXECUTE 'UPDATE live.money SET amount = 0'; RETURN 1;`)}CREATE INDEX ON public.t (a) WHERE public.f(a) > 0;\n`,
    2,
  ],
  [
    'a generated column',
    `${writer('g', '')}CREATE FUNCTION public.f(integer) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT public.g($1)';\nCREATE TABLE public.x (a integer, b integer GENERATED ALWAYS AS (public.f(a)) STORED);\n`,
    2,
  ],
  [
    'a body of BEGIN ATOMIC',
    `${writer('g', '')}CREATE FUNCTION public.f(integer) RETURNS integer LANGUAGE sql IMMUTABLE BEGIN ATOMIC SELECT public.g($1); END;\nCREATE TABLE public.x (a integer CHECK (public.f(a) > 0));\n`,
    2,
  ],
  [
    'a materialised view',
    `${writer('f', '')}CREATE MATERIALIZED VIEW public.m AS SELECT public.f(1) WITH NO DATA;\nREFRESH MATERIALIZED VIEW public.m;\n`,
    2,
  ],
  [
    'a view below a materialised view',
    `${writer('f', '')}CREATE VIEW public.v AS SELECT public.f(1) AS a;\nCREATE MATERIALIZED VIEW public.m AS SELECT a FROM public.v WITH NO DATA;\n`,
    2,
  ],
  [
    'an operator',
    `CREATE FUNCTION public.o(integer, integer) RETURNS boolean LANGUAGE plpgsql AS $$ BEGIN DELETE FROM live.money; RETURN true; END $$;\nCREATE OPERATOR public.=== (FUNCTION = public.o, LEFTARG = integer, RIGHTARG = integer);\n`,
    2,
  ],
  [
    'a cast',
    `${writer('f', '')}CREATE TYPE public.e AS ENUM ('a');\nCREATE CAST (integer AS public.e) WITH FUNCTION public.f(integer);\n`,
    2,
  ],
  [
    'a partition',
    `${writer('f', '')}CREATE TABLE public.x (a integer) PARTITION BY RANGE (a);\nCREATE TABLE public.x1 PARTITION OF public.x FOR VALUES FROM (public.f(1)) TO (10);\n`,
    2,
  ],
  ['statistics', `${writer('f', '')}CREATE STATISTICS public.s ON (public.f(a)) FROM public.t;\n`, 2],
  ['an aggregate', `${writer('f', '')}CREATE AGGREGATE public.agg(integer) (SFUNC = public.f, STYPE = integer);\n`, 2],
  ['another schema', `CREATE INDEX ON public.t (live.wipe(a));\n`, 2],
  ['a call of the server', `CREATE INDEX ON public.t ((pg_terminate_backend(a)));\n`, 2],
  [
    'an UPDATE in a function that says it is IMMUTABLE',
    `${writer('f', 'IMMUTABLE')}CREATE INDEX ON public.t (public.f(a));\nCOPY public.t FROM stdin;\n1\tx\n\\.\n`,
  ],
  ['a function that is never called', writer('f', '')],
  [
    'a trigger',
    `CREATE FUNCTION public.tr() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN DELETE FROM live.money; RETURN NEW; END $$;\nCREATE TRIGGER tr BEFORE INSERT ON public.t FOR EACH ROW EXECUTE FUNCTION public.tr();\nCOPY public.t FROM stdin;\n1\tx\n\\.\n`,
  ],
  [
    'a default',
    `${writer('f', '')}CREATE TABLE public.x (a integer DEFAULT public.f(1), b integer);\nCOPY public.x (a, b) FROM stdin;\n1\t1\n\\.\n`,
  ],
  [
    'a rule',
    `CREATE RULE r AS ON INSERT TO public.t DO ALSO DELETE FROM public.t WHERE a < 0;\nCOPY public.t FROM stdin;\n1\tx\n\\.\n`,
  ],
  ['rows that look like statements', `COPY public.t FROM stdin;\n1\t'; DROP TABLE live.money; --\n2\t\\\\.\n\\.\n`],
  [
    'texts that look like commands',
    `INSERT INTO public.t VALUES (1, '\n\\! touch /tmp/stevedore-owned\n'), (2, $$x$$);\n`,
    2,
  ],
];

export const HOSTILE_FILES: readonly HostileFile[] = [
  ...STATEMENTS.map((statement, at) => {
    const [sql, line] = (DISGUISES[at % DISGUISES.length] ?? DISGUISES[0])?.(statement) ?? ['', 0];
    return { name: statement, sql: TABLE + sql, line };
  }),
  ...COMMANDS.map(([sql, line]) => ({ name: sql, sql: `${TABLE}${sql}\n`, line })),
  ...RUN_AT_LOAD.map(([name, sql, line]) => ({ name, sql: TABLE + sql, ...(line === undefined ? {} : { line }) })),
  ...DETOURS.map(({ sql, ...detour }) => ({ ...detour, sql: TABLE + sql })),
  ...BESIDE_PUBLIC,
];
