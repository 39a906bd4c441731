--
-- PostgreSQL database dump
--

\restrict vfmPCow5utPPGHNeD3PB8M5gXK08xuEendIjix3Dkpq0Cc1kmJ3ctSj7OW4ykKI

-- Dumped from database version 17.10
-- Dumped by pg_dump version 17.10

SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET transaction_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;

--
-- Name: stage; Type: SCHEMA; Schema: -; Owner: postgres
--

CREATE SCHEMA stage;


ALTER SCHEMA stage OWNER TO postgres;

--
-- Name: SCHEMA stage; Type: COMMENT; Schema: -; Owner: postgres
--

COMMENT ON SCHEMA stage IS 'it''s on; -- not over';


--
-- Name: fee; Type: DOMAIN; Schema: public; Owner: postgres
--

CREATE DOMAIN public.fee AS numeric(8,2)
	CONSTRAINT fee_check CHECK ((VALUE >= (0)::numeric));


ALTER DOMAIN public.fee OWNER TO postgres;

--
-- Name: mood; Type: TYPE; Schema: public; Owner: postgres
--

CREATE TYPE public.mood AS ENUM (
    'low',
    'high'
);


ALTER TYPE public.mood OWNER TO postgres;

--
-- Name: place; Type: TYPE; Schema: public; Owner: postgres
--

CREATE TYPE public.place AS (
	name text,
	seats integer
);


ALTER TYPE public.place OWNER TO postgres;

--
-- Name: norm(text); Type: FUNCTION; Schema: public; Owner: postgres
--

CREATE FUNCTION public.norm(text) RETURNS text
    LANGUAGE sql IMMUTABLE
    AS $_$ select lower(trim($1)) $_$;


ALTER FUNCTION public.norm(text) OWNER TO postgres;

--
-- Name: FUNCTION norm(text); Type: COMMENT; Schema: public; Owner: postgres
--

COMMENT ON FUNCTION public.norm(text) IS 'f';


--
-- Name: stamp(); Type: FUNCTION; Schema: public; Owner: postgres
--

CREATE FUNCTION public.stamp() RETURNS trigger
    LANGUAGE plpgsql
    AS $_$ begin new.body := new.body || E'\n$$ ; '' $$'; return new; end $_$;


ALTER FUNCTION public.stamp() OWNER TO postgres;

SET default_tablespace = '';

SET default_table_access_method = heap;

--
-- Name: shows; Type: TABLE; Schema: public; Owner: postgres
--

CREATE TABLE public.shows (
    id integer NOT NULL,
    title text NOT NULL,
    mood public.mood DEFAULT 'low'::public.mood,
    fee public.fee NOT NULL,
    at timestamp with time zone DEFAULT now(),
    twice numeric GENERATED ALWAYS AS (((fee)::numeric * (2)::numeric)) STORED,
    tags text[],
    doc jsonb,
    raw bytea,
    "Odd ""name" character(3),
    CONSTRAINT shows_title_check CHECK ((public.norm(title) <> ''::text))
);

ALTER TABLE ONLY public.shows REPLICA IDENTITY FULL;


ALTER TABLE public.shows OWNER TO postgres;

--
-- Name: TABLE shows; Type: COMMENT; Schema: public; Owner: postgres
--

COMMENT ON TABLE public.shows IS 'of; a '' table';


--
-- Name: COLUMN shows.title; Type: COMMENT; Schema: public; Owner: postgres
--

COMMENT ON COLUMN public.shows.title IS 'c';


--
-- Name: total(integer, integer); Type: FUNCTION; Schema: stage; Owner: postgres
--

CREATE FUNCTION stage.total(a integer, b integer DEFAULT 1) RETURNS bigint
    LANGUAGE sql STABLE
    BEGIN ATOMIC
 SELECT ((sum(((shows.fee)::numeric * (total.a)::numeric)))::bigint + total.b)
    FROM public.shows;
END;


ALTER FUNCTION stage.total(a integer, b integer) OWNER TO postgres;

--
-- Name: cheap; Type: VIEW; Schema: public; Owner: postgres
--

CREATE VIEW public.cheap AS
 SELECT id,
    title
   FROM public.shows
  WHERE ((fee)::numeric < (10)::numeric)
  WITH CASCADED CHECK OPTION;


ALTER VIEW public.cheap OWNER TO postgres;

--
-- Name: notes; Type: TABLE; Schema: public; Owner: postgres
--

CREATE TABLE public.notes (
    id bigint NOT NULL,
    body text
);
ALTER TABLE ONLY public.notes ALTER COLUMN body SET STORAGE EXTERNAL;


ALTER TABLE public.notes OWNER TO postgres;

--
-- Name: long_notes; Type: TABLE; Schema: public; Owner: postgres
--

CREATE TABLE public.long_notes (
    pages integer
)
INHERITS (public.notes);
ALTER TABLE ONLY public.long_notes ALTER COLUMN body SET STORAGE EXTERNAL;


ALTER TABLE public.long_notes OWNER TO postgres;

--
-- Name: notes_id_seq; Type: SEQUENCE; Schema: public; Owner: postgres
--

CREATE SEQUENCE public.notes_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


ALTER SEQUENCE public.notes_id_seq OWNER TO postgres;

--
-- Name: notes_id_seq; Type: SEQUENCE OWNED BY; Schema: public; Owner: postgres
--

ALTER SEQUENCE public.notes_id_seq OWNED BY public.notes.id;


--
-- Name: shows_id_seq; Type: SEQUENCE; Schema: public; Owner: postgres
--

ALTER TABLE public.shows ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.shows_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: days; Type: TABLE; Schema: stage; Owner: postgres
--

CREATE TABLE stage.days (
    day date NOT NULL,
    visitors integer
)
PARTITION BY RANGE (day);


ALTER TABLE stage.days OWNER TO postgres;

--
-- Name: days_new; Type: TABLE; Schema: stage; Owner: postgres
--

CREATE TABLE stage.days_new (
    day date NOT NULL,
    visitors integer
);


ALTER TABLE stage.days_new OWNER TO postgres;

--
-- Name: days_old; Type: TABLE; Schema: stage; Owner: postgres
--

CREATE TABLE stage.days_old (
    day date NOT NULL,
    visitors integer
);


ALTER TABLE stage.days_old OWNER TO postgres;

--
-- Name: tickets; Type: TABLE; Schema: stage; Owner: postgres
--

CREATE TABLE stage.tickets (
    no bigint NOT NULL,
    show integer NOT NULL,
    seat public.place,
    price real
);


ALTER TABLE stage.tickets OWNER TO postgres;

--
-- Name: sums; Type: MATERIALIZED VIEW; Schema: stage; Owner: postgres
--

CREATE MATERIALIZED VIEW stage.sums AS
 SELECT show,
    count(*) AS n
   FROM stage.tickets
  GROUP BY show
  WITH NO DATA;


ALTER MATERIALIZED VIEW stage.sums OWNER TO postgres;

--
-- Name: tickets_no; Type: SEQUENCE; Schema: stage; Owner: postgres
--

CREATE SEQUENCE stage.tickets_no
    START WITH 100
    INCREMENT BY 5
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


ALTER SEQUENCE stage.tickets_no OWNER TO postgres;

--
-- Name: tickets_no; Type: SEQUENCE OWNED BY; Schema: stage; Owner: postgres
--

ALTER SEQUENCE stage.tickets_no OWNED BY stage.tickets.no;


--
-- Name: days_new; Type: TABLE ATTACH; Schema: stage; Owner: postgres
--

ALTER TABLE ONLY stage.days ATTACH PARTITION stage.days_new DEFAULT;


--
-- Name: days_old; Type: TABLE ATTACH; Schema: stage; Owner: postgres
--

ALTER TABLE ONLY stage.days ATTACH PARTITION stage.days_old FOR VALUES FROM (MINVALUE) TO ('2020-01-01');


--
-- Name: long_notes id; Type: DEFAULT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.long_notes ALTER COLUMN id SET DEFAULT nextval('public.notes_id_seq'::regclass);


--
-- Name: notes id; Type: DEFAULT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.notes ALTER COLUMN id SET DEFAULT nextval('public.notes_id_seq'::regclass);


--
-- Name: tickets no; Type: DEFAULT; Schema: stage; Owner: postgres
--

ALTER TABLE ONLY stage.tickets ALTER COLUMN no SET DEFAULT nextval('stage.tickets_no'::regclass);


--
-- Data for Name: long_notes; Type: TABLE DATA; Schema: public; Owner: postgres
--

COPY public.long_notes (id, body, pages) FROM stdin;
3	long	3
\.


--
-- Data for Name: notes; Type: TABLE DATA; Schema: public; Owner: postgres
--

COPY public.notes (id, body) FROM stdin;
1	a; b
2	\\\\.
\.


--
-- Data for Name: shows; Type: TABLE DATA; Schema: public; Owner: postgres
--

COPY public.shows (id, title, mood, fee, at, tags, doc, raw, "Odd ""name") FROM stdin;
1	tab\t, nl\n, bs\\	high	1.50	2001-02-03 03:05:06.789+00	{a,NULL,"b\\"c"}	{"z": [1.00, null]}	\\x00ff5c	x  
2	\\.	\N	0.00	infinity	\N	\N	\N	\N
3	ü☃	low	99999.99	2024-07-01 12:00:00+00	{}	"x"	\\x	\\N 
\.


--
-- Data for Name: days_new; Type: TABLE DATA; Schema: stage; Owner: postgres
--

COPY stage.days_new (day, visitors) FROM stdin;
2020-01-01	31
2020-01-02	32
2020-01-03	33
2020-01-04	34
2020-01-05	35
2020-01-06	36
2020-01-07	37
2020-01-08	38
2020-01-09	39
2020-01-10	40
2020-01-11	41
2020-01-12	42
2020-01-13	43
2020-01-14	44
2020-01-15	45
2020-01-16	46
2020-01-17	47
2020-01-18	48
2020-01-19	49
2020-01-20	50
2020-01-21	51
2020-01-22	52
2020-01-23	53
2020-01-24	54
2020-01-25	55
2020-01-26	56
2020-01-27	57
2020-01-28	58
2020-01-29	59
2020-01-30	60
\.


--
-- Data for Name: days_old; Type: TABLE DATA; Schema: stage; Owner: postgres
--

COPY stage.days_old (day, visitors) FROM stdin;
2019-12-02	1
2019-12-03	2
2019-12-04	3
2019-12-05	4
2019-12-06	5
2019-12-07	6
2019-12-08	7
2019-12-09	8
2019-12-10	9
2019-12-11	10
2019-12-12	11
2019-12-13	12
2019-12-14	13
2019-12-15	14
2019-12-16	15
2019-12-17	16
2019-12-18	17
2019-12-19	18
2019-12-20	19
2019-12-21	20
2019-12-22	21
2019-12-23	22
2019-12-24	23
2019-12-25	24
2019-12-26	25
2019-12-27	26
2019-12-28	27
2019-12-29	28
2019-12-30	29
2019-12-31	30
\.


--
-- Data for Name: tickets; Type: TABLE DATA; Schema: stage; Owner: postgres
--

COPY stage.tickets (no, show, seat, price) FROM stdin;
100	2	("A 1",1)	0.33333334
105	3	("A 2",2)	0.6666667
110	1	("A 3",3)	1
115	2	("A 4",4)	1.3333334
120	3	("A 5",5)	1.6666666
125	1	("A 6",6)	2
130	2	("A 7",7)	2.3333333
135	3	("A 8",8)	2.6666667
140	1	("A 9",9)	3
145	2	("A 10",10)	3.3333333
150	3	("A 11",11)	3.6666667
155	1	("A 12",12)	4
160	2	("A 13",13)	4.3333335
165	3	("A 14",14)	4.6666665
170	1	("A 15",15)	5
175	2	("A 16",16)	5.3333335
180	3	("A 17",17)	5.6666665
185	1	("A 18",18)	6
190	2	("A 19",19)	6.3333335
195	3	("A 20",20)	6.6666665
\.


--
-- Name: notes_id_seq; Type: SEQUENCE SET; Schema: public; Owner: postgres
--

SELECT pg_catalog.setval('public.notes_id_seq', 3, true);


--
-- Name: shows_id_seq; Type: SEQUENCE SET; Schema: public; Owner: postgres
--

SELECT pg_catalog.setval('public.shows_id_seq', 3, true);


--
-- Name: tickets_no; Type: SEQUENCE SET; Schema: stage; Owner: postgres
--

SELECT pg_catalog.setval('stage.tickets_no', 195, true);


--
-- Name: 4711; Type: BLOB METADATA; Schema: -; Owner: postgres
--

SELECT pg_catalog.lo_create('4711');

ALTER LARGE OBJECT 4711 OWNER TO postgres;

--
-- Name: LARGE OBJECT 4711; Type: COMMENT; Schema: -; Owner: postgres
--

COMMENT ON LARGE OBJECT 4711 IS 'a; b';


--
-- Data for Name: 4711; Type: BLOBS; Schema: -; Owner: postgres
--

BEGIN;

SELECT pg_catalog.lo_open('4711', 131072);
SELECT pg_catalog.lowrite(0, '\x00ff01');
SELECT pg_catalog.lo_close(0);

COMMIT;

--
-- Name: shows shows_pkey; Type: CONSTRAINT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.shows
    ADD CONSTRAINT shows_pkey PRIMARY KEY (id);


--
-- Name: CONSTRAINT shows_pkey ON shows; Type: COMMENT; Schema: public; Owner: postgres
--

COMMENT ON CONSTRAINT shows_pkey ON public.shows IS 'k';


--
-- Name: shows shows_title_at_key; Type: CONSTRAINT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.shows
    ADD CONSTRAINT shows_title_at_key UNIQUE (title, at);


--
-- Name: tickets tickets_pkey; Type: CONSTRAINT; Schema: stage; Owner: postgres
--

ALTER TABLE ONLY stage.tickets
    ADD CONSTRAINT tickets_pkey PRIMARY KEY (no);

ALTER TABLE stage.tickets CLUSTER ON tickets_pkey;


--
-- Name: shows_doc_idx; Type: INDEX; Schema: public; Owner: postgres
--

CREATE INDEX shows_doc_idx ON public.shows USING gin (doc);


--
-- Name: shows_norm_idx; Type: INDEX; Schema: public; Owner: postgres
--

CREATE INDEX shows_norm_idx ON public.shows USING btree (public.norm(title));


--
-- Name: days_visitors_idx; Type: INDEX; Schema: stage; Owner: postgres
--

CREATE INDEX days_visitors_idx ON ONLY stage.days USING btree (visitors) WHERE (visitors > 3);


--
-- Name: days_new_visitors_idx; Type: INDEX; Schema: stage; Owner: postgres
--

CREATE INDEX days_new_visitors_idx ON stage.days_new USING btree (visitors) WHERE (visitors > 3);


--
-- Name: days_old_visitors_idx; Type: INDEX; Schema: stage; Owner: postgres
--

CREATE INDEX days_old_visitors_idx ON stage.days_old USING btree (visitors) WHERE (visitors > 3);


--
-- Name: sums_show_idx; Type: INDEX; Schema: stage; Owner: postgres
--

CREATE UNIQUE INDEX sums_show_idx ON stage.sums USING btree (show);


--
-- Name: days_new_visitors_idx; Type: INDEX ATTACH; Schema: stage; Owner: postgres
--

ALTER INDEX stage.days_visitors_idx ATTACH PARTITION stage.days_new_visitors_idx;


--
-- Name: days_old_visitors_idx; Type: INDEX ATTACH; Schema: stage; Owner: postgres
--

ALTER INDEX stage.days_visitors_idx ATTACH PARTITION stage.days_old_visitors_idx;


--
-- Name: of_shows; Type: STATISTICS; Schema: public; Owner: postgres
--

CREATE STATISTICS public.of_shows (dependencies) ON mood, fee FROM public.shows;


ALTER STATISTICS public.of_shows OWNER TO postgres;

--
-- Name: long_notes never; Type: RULE; Schema: public; Owner: postgres
--

CREATE RULE never AS
    ON DELETE TO public.long_notes DO INSTEAD NOTHING;


--
-- Name: notes stamped; Type: TRIGGER; Schema: public; Owner: postgres
--

CREATE TRIGGER stamped BEFORE INSERT ON public.notes FOR EACH ROW WHEN ((new.body IS NOT NULL)) EXECUTE FUNCTION public.stamp();


--
-- Name: tickets tickets_show_fkey; Type: FK CONSTRAINT; Schema: stage; Owner: postgres
--

ALTER TABLE ONLY stage.tickets
    ADD CONSTRAINT tickets_show_fkey FOREIGN KEY (show) REFERENCES public.shows(id) ON DELETE CASCADE DEFERRABLE;


--
-- Name: tickets own; Type: POLICY; Schema: stage; Owner: postgres
--

CREATE POLICY own ON stage.tickets FOR SELECT USING ((price > (1)::double precision));


--
-- Name: tickets; Type: ROW SECURITY; Schema: stage; Owner: postgres
--

ALTER TABLE stage.tickets ENABLE ROW LEVEL SECURITY;

--
-- Name: news; Type: PUBLICATION; Schema: -; Owner: postgres
--

CREATE PUBLICATION news WITH (publish = 'insert, update, delete, truncate');


ALTER PUBLICATION news OWNER TO postgres;

--
-- Name: news shows; Type: PUBLICATION TABLE; Schema: public; Owner: postgres
--

ALTER PUBLICATION news ADD TABLE ONLY public.shows;


--
-- Name: SCHEMA stage; Type: ACL; Schema: -; Owner: postgres
--

GRANT USAGE ON SCHEMA stage TO PUBLIC;


--
-- Name: FUNCTION norm(text); Type: ACL; Schema: public; Owner: postgres
--

REVOKE ALL ON FUNCTION public.norm(text) FROM PUBLIC;


--
-- Name: TABLE shows; Type: ACL; Schema: public; Owner: postgres
--

GRANT SELECT ON TABLE public.shows TO PUBLIC;


--
-- Name: TABLE sums; Type: ACL; Schema: stage; Owner: postgres
--

GRANT SELECT ON TABLE stage.sums TO PUBLIC;


--
-- Name: DEFAULT PRIVILEGES FOR TABLES; Type: DEFAULT ACL; Schema: stage; Owner: postgres
--

ALTER DEFAULT PRIVILEGES FOR ROLE postgres IN SCHEMA stage GRANT SELECT ON TABLES TO PUBLIC;


--
-- Name: sums; Type: MATERIALIZED VIEW DATA; Schema: stage; Owner: postgres
--

REFRESH MATERIALIZED VIEW stage.sums;


--
-- PostgreSQL database dump complete
--

\unrestrict vfmPCow5utPPGHNeD3PB8M5gXK08xuEendIjix3Dkpq0Cc1kmJ3ctSj7OW4ykKI

