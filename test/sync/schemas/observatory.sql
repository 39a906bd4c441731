-- One object of nearly every kind that a database can have, in the forms that writers of definitions get wrong.
create schema sky authorization night_shift;
create schema "Od""d ';Name";
create schema tools;
create extension hstore schema tools;
create extension pg_trgm schema tools;
create extension citext schema tools;
create extension btree_gist schema tools;
create extension postgres_fdw schema tools;
set search_path = sky, tools, public;

-- Types
create type brightness as enum ('faint', 'it''s bright', 'back\slash');
alter type brightness add value 'medium' after 'faint';
create type brightness_empty as enum ();
create type position3 as (x double precision, label varchar(12) collate "C", seen brightness[]);
create collation by_number (provider = icu, locale = 'en-u-kn-true', deterministic = false);
create collation plain_c (provider = libc, locale = 'C');
create domain address as citext constraint has_at check (value ~ '@') default 'nobody@sky' not null;
create domain count_up as int;
alter domain count_up add constraint positive check (value > 0) not valid;
create domain short_name as varchar(9) collate "C" check (value <> '') constraint no_dash check (position('-' in value) = 0);
create type span as range (subtype = float8, subtype_diff = float8mi, multirange_type_name = spans);
create type words as range (subtype = text, collation = "C", subtype_opclass = text_pattern_ops);

-- Sequences
create sequence countdown as smallint increment by -2 minvalue -500 maxvalue 50 start with 20 cache 4 cycle;
create sequence largest minvalue 9223372036854775800 start with 9223372036854775805 no cycle;
create sequence lowest increment by -1 minvalue -9223372036854775808;
select nextval('countdown'), nextval('countdown'), nextval('largest');

-- Functions
create function fold(text) returns text language sql immutable parallel safe as $$ select lower($1) || '$q$' $$;
create function weigh(a int, b int default 40 + 2, variadic rest int[] default array[7]) returns int language sql
  begin atomic select a + b; select cardinality(rest); end;
create procedure bump(inout n int, in step int default 1) language plpgsql as $body$ begin n := n + step; end $body$;
create function list_nights(how_many int) returns table (night int, remark text) language plpgsql stable security definer
  set search_path = sky, pg_temp set work_mem = '9MB' cost 17 rows 31 leakproof strict
  as $f$ begin return query select g, 'night ''' || g from generate_series(1, how_many) g; end $f$;
create function widest(anyarray, out a anyelement, out b bigint) language sql as 'select $1[1], count(*) from unnest($1) u';
create function label_of(brightness, text) returns boolean language sql immutable as $$ select $1::text = $2 $$;
create function level_of(brightness) returns int language sql immutable as $$ select 3 $$;
create aggregate add_up(int) (sfunc = int4pl, stype = int, initcond = '0', combinefunc = int4pl, parallel = safe);
create aggregate middle(float8 order by anyelement) (sfunc = ordered_set_transition, stype = internal, finalfunc = percentile_disc_final, finalfunc_extra);
create aggregate how_many(*) (sfunc = int8inc, stype = int8, initcond = '0', msfunc = int8inc, minvfunc = int8dec, mstype = int8, minitcond = '0');
create aggregate greatest_of(int) (sfunc = int4larger, stype = int, sortop = operator(pg_catalog.>));
create operator ~=~ (leftarg = brightness, rightarg = text, function = label_of);
create function gap(int, int) returns boolean language sql immutable as 'select abs($1 - $2) > 10';
create function near(int, int) returns boolean language sql immutable as 'select abs($1 - $2) <= 10';
create operator <~> (leftarg = int, rightarg = int, function = near, commutator = <~>, negator = <!~>, restrict = eqsel, join = eqjoinsel);
create operator <!~> (leftarg = int, rightarg = int, function = gap, commutator = <!~>, negator = <~>);
create cast (brightness as int) with function level_of(brightness) as assignment;

-- Tables
create table star (
  id int generated always as identity (start with 100 increment by 10) primary key, entry bigserial, mail citext, shine brightness default 'it''s bright',
  matrix brightness[][], place position3, owner_mail address, seen count_up, between_ span, raw json, facts jsonb not null default '{}', note xml,
  bag hstore, uid uuid default gen_random_uuid(), at_ timestamp(3), at_zone timestamptz default now(), took interval hour to second(1),
  rounded numeric(18, -3), tiny numeric(2, 6), bytes_ bytea, flags bit(7), more bit varying(11), spot point, outline polygon, net cidr, hw macaddr8,
  doc tsvector, query_ tsquery, ranges int8multirange, code varchar(6) collate "C", two char(2), cost money, rel regclass, lsn pg_lsn,
  folded text generated always as (fold(code::text)) stored, "Sp""ace and, comma" text, gone int, number_ oid, f4 real, f8 double precision,
  stamp_ date default '2001-02-03', "select" int default (1 + 2) * 3
);
alter table star drop column gone;
alter table star alter column code set storage external, alter column facts set compression pglz, alter column entry set statistics 321,
  alter column f8 set (n_distinct = -0.25, n_distinct_inherited = 5);
alter table star add constraint entry_positive check (entry > 0) no inherit, add constraint small check (f8 < 1e7) not valid,
  add constraint no_twice exclude using gist (id with =, ranges with &&) where (id > 4) deferrable initially deferred;
alter table star set (fillfactor = 66, autovacuum_enabled = false, toast.autovacuum_vacuum_threshold = 99);
create unique index star_mail on star (mail, code) include (entry) nulls not distinct;
create index star_lower on star ((lower(mail::text)) text_pattern_ops desc nulls last) where shine = 'medium';
create index star_words on star using gin (code gin_trgm_ops) with (fastupdate = off);
create index "Star idx ""q""" on star (("Sp""ace and, comma" collate by_number));
create index star_block on star using brin (id) with (pages_per_range = 4);
create index star_hash on star using hash (uid);
alter table star alter column at_zone set not null;
alter index star_lower alter column 1 set statistics 44;
alter table star cluster on star_pkey;
alter table star replica identity using index star_pkey;
create table body (a int, b text not null default 'body', c int default 8, check (a <> 13));
create table moon (d int, a int default 6) inherits (body);
alter table moon alter column b set default 'moon', alter column c drop default, add constraint few check (d < 7);
create table other_body (e text, b text not null);
create table twin (z int) inherits (body, other_body);
create table log_ (k int not null, region text, amount numeric(9, 2), primary key (k, region)) partition by list (region);
create table log_north partition of log_ for values in ('north', null);
create table log_south (amount numeric(9, 2), dropped int, k int not null, region text not null);
alter table log_south drop column dropped;
alter table log_ attach partition log_south for values in ('south', 'it''s south');
create table log_rest partition of log_ default partition by hash (k);
create table log_rest0 partition of log_rest for values with (modulus 2, remainder 0);
create table log_rest1 partition of log_rest for values with (modulus 2, remainder 1);
create index log_amount on log_ (amount);
create table nightly (day date, n int, check (n <> 99)) partition by range (day, (n + 1));
create table nightly_old partition of nightly for values from (minvalue, minvalue) to ('2020-06-01', 7);
alter table nightly_old alter n set default 3;
create unlogged table scratch_pad (a int, b int generated by default as identity);
create table of_type of position3 (x with options primary key, label with options not null default 'l');
create table tree (id int primary key, up int references tree (id) on delete set null (up) deferrable);
create table egg (id int primary key, hen int);
create table hen (id int primary key, egg int references egg match full on update cascade on delete restrict);
alter table egg add foreign key (hen) references hen (id) not valid;
create table log_note (k int, region text, foreign key (k, region) references log_);
create table "Od""d ';Name"."Ta.ble" ("id" int primary key, "FROM" text, constraint "Od""d, check" check ("FROM" <> ''''));
create table public.plain (id int primary key, v text);
create table empty_ ();
create table row_checked (a int, b int);
create function row_is_good(row_checked) returns boolean language sql immutable as 'select $1.a > 0';
alter table row_checked add constraint good check (row_is_good(row_checked));

-- Views
create view star_codes as select id, code, folded from star where id > 0 with cascaded check option;
create view star_nights (number, text_) with (security_barrier, security_invoker = true) as select id, remark from star_codes join list_nights(3) on true;
create recursive view counting (n) as values (1) union all select n + 1 from counting where n < 4;
create view star_by_key as select id, code, folded from star group by id;
create view over_key as select count(*) as n from star_by_key;
create materialized view star_counts as select id, count(*) as c from star_codes group by id;
create materialized view star_counts_again with (fillfactor = 55) as select * from star_counts with no data;
create materialized view star_keyed as select id, entry from star group by id;
create unique index on star_counts_again (id);
create view round_trip as select 1 as a;
create function go_round() returns setof round_trip language sql as 'select * from sky.round_trip';
create or replace view round_trip as select (f).a from (select 1) x, lateral go_round() f where false;
create view with_default as select id, v from public.plain;
alter view with_default alter column v set default 'from the view';

-- Rules, triggers, policies
create function on_change() returns trigger language plpgsql as $$ begin return new; end $$;
create trigger changed before update of mail, code on star for each row when (old.code is distinct from new.code) execute function on_change('a''b', 'c');
create constraint trigger checked after insert on star deferrable initially deferred for each row execute function on_change();
create trigger counted after insert on star referencing new table as fresh for each statement execute function on_change();
alter table star disable trigger changed;
alter table star enable always trigger counted;
create trigger through instead of insert on star_codes for each row execute function on_change();
create trigger logged after insert on log_ for each row execute function on_change();
alter table log_south disable trigger logged;
create rule never as on delete to public.plain do instead nothing;
create rule tell as on update to star_nights do also notify told;
alter table public.plain enable row level security, force row level security;
create policy own_only on public.plain as restrictive for update to visitors, "Odd ""Role""" using (v = current_user) with check (id > 0);
create policy everybody on public.plain using (true);
create function on_ddl() returns event_trigger language plpgsql as $$ begin end $$;
create event trigger watch_tables on ddl_command_end when tag in ('CREATE TABLE', 'DROP TABLE') execute function on_ddl();
alter event trigger watch_tables disable;

-- The rest
create statistics star_both (ndistinct, mcv) on id, entry from star;
create statistics star_expression on (lower(code)) from star;
alter statistics star_both set statistics 24;
create text search dictionary plain_words (template = simple, stopwords = english, accept = false);
create text search configuration stars (copy = english);
alter text search configuration stars alter mapping for asciiword with plain_words, english_stem;
create operator family loose using btree;
create operator class bright_hash for type brightness using hash as operator 1 = (anyenum, anyenum), function 1 hashenum(anyenum);
create server far_away foreign data wrapper postgres_fdw options (host 'far', dbname 'it''s');
create foreign table far_star (id int options (column_name 'ID') not null, c text check (c <> '')) server far_away options (table_name 'zz');
create publication some_rows for table star (id, mail) where (id > 5), public.plain with (publish = 'insert,update');
create publication whole_schema for tables in schema sky with (publish_via_partition_root);
create publication everything for all tables with (publish = '');

comment on table star is E'first line\nit''s "second"';
comment on column star.mail is 'of the star';
comment on column position3.label is 'of a type';
comment on constraint entry_positive on star is 'of a check';
comment on constraint "Od""d, check" on "Od""d ';Name"."Ta.ble" is 'of an odd check';
comment on index star_lower is 'of an index';
comment on function list_nights(int) is 'of a function';
comment on procedure bump(int, int) is 'of a procedure';
comment on schema sky is 'of a schema';
comment on schema public is 'changed';
comment on type brightness is 'of a type';
comment on domain count_up is 'of a domain';
comment on constraint has_at on domain address is 'of a domain''s check';
comment on trigger changed on star is 'of a trigger';
comment on policy own_only on public.plain is 'of a policy';
comment on operator ~=~ (brightness, text) is 'of an operator';
comment on aggregate add_up(int) is 'of an aggregate';
comment on aggregate how_many(*) is 'of one without arguments';
comment on materialized view star_counts is 'of a materialised view';
comment on sequence countdown is 'of a sequence';
comment on extension hstore is 'of an extension';
comment on statistics star_both is 'of statistics';
comment on rule never on public.plain is 'of a rule';
comment on collation by_number is 'of a collation';
comment on event trigger watch_tables is 'of an event trigger';
comment on publication some_rows is 'of a publication';
comment on server far_away is 'of a server';
comment on text search configuration stars is 'of a configuration';
comment on cast (brightness as int) is 'of a cast';
comment on view star_codes is 'of a view';
comment on foreign table far_star is 'of a foreign table';

grant usage on schema sky to visitors with grant option;
grant select (id, mail), update (mail) on star to visitors;
grant all on star to "Odd ""Role""";
grant select on public.plain to public;
grant insert on public.plain to visitors with grant option;
revoke truncate on public.plain from current_user;
set role visitors;
grant insert on public.plain to "Odd ""Role""";
reset role;
revoke execute on function list_nights(int) from public;
grant execute on function list_nights(int) to visitors;
grant execute on function add_up(int) to night_shift;
grant execute on procedure bump(int, int) to visitors;
grant usage on type brightness to visitors;
revoke usage on type address from public;
grant usage on sequence countdown to visitors;
grant usage on foreign server far_away to visitors;
grant usage on language plpgsql to visitors;
grant select on star_codes to visitors;
grant select on star to night_shift;
revoke execute on function pg_catalog.pg_sleep(double precision) from public;
grant execute on function tools.similarity(text, text) to visitors;
alter default privileges for role night_shift in schema sky grant select on tables to visitors;
alter default privileges for role night_shift revoke execute on functions from public;
alter default privileges for role night_shift grant usage on schemas to visitors with grant option;
alter table moon owner to night_shift;
alter table tree owner to night_shift;
alter function fold(text) owner to "Odd ""Role""";
alter type brightness owner to night_shift;
alter view star_codes owner to night_shift;
alter sequence countdown owner to night_shift;
alter domain count_up owner to night_shift;
alter aggregate middle(float8 order by anyelement) owner to night_shift;
alter operator <~> (int, int) owner to night_shift;
alter function go_round() depends on extension hstore;
alter trigger checked on star depends on extension hstore;
select lo_from_bytea(4242, '\xc0ffee');
comment on large object 4242 is 'of a large object';
