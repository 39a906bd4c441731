-- Loops, names that break quoting, and inheritance in its odder forms.
create schema "a.b";
create schema "SELECT";
create schema maze;
create schema "line
break";
create extension intarray schema maze;
create extension ltree schema "a.b";
set search_path = maze, public;

-- Names
create table "a.b"."c.d" ("e.f" int default 1, " lead and trail " text, "ünï→☃" text, "back\slash" text default E'tab\t\\ and ''quote''', "dollar$1" int);
create table "line
break"."two
lines" ("col
umn" int primary key, constraint "check
-- drop table x;" check ("col
umn" > 0));
comment on table "line
break"."two
lines" is E'--\n\\connect template1\ndrop schema maze cascade; -- '' \\';
create table "SELECT"."TABLE" ("FROM" int, "WHERE" int, "user" text default current_user, primary key ("FROM", "WHERE"));
create index "INDEX" on "SELECT"."TABLE" ("WHERE" desc, ("user" || ' "x"'));
create function "SELECT"."select"("SELECT" int, "a b" text default E'\n''') returns text language sql as $_$ select $1::text || $2 $_$;
create function "SELECT"."select"(text) returns text language plpgsql as $other$ begin return $f$ $function$ $f$ || $1; exception when others then return '$$'; end $other$;
create type "SELECT"."Type" as ("A" int, "b c" "a.b".ltree, "D" "SELECT"."TABLE"[]);
create domain "SELECT"."Domain of ""type""" as "SELECT"."Type" check ((value)."A" > 0);
create table sixty_three_bytes_long_name_sixty_three_bytes_long_name_sixty_thr (sixty_three_bytes_long_name_sixty_three_bytes_long_name_sixty_thr serial primary key);
create trigger "tri""gger on x" before truncate on "a.b"."c.d" execute function suppress_redundant_updates_trigger();
drop trigger "tri""gger on x" on "a.b"."c.d";

-- Inheritance
create table top_ (id int not null default 1, v text collate "C" default 'top', w int default 7, check (id > 0), constraint only_top check (w > 0) no inherit);
create table left_ (l int generated always as (id * 2) stored, v text collate "C" default 'left') inherits (top_);
create table right_ (r int, w int not null default 9) inherits (top_);
create table bottom_ (b int, id int default 4, v text collate "C" default 'bottom', w int default 0) inherits (left_, right_);
alter table bottom_ alter column w drop default;
create table below_ (own int) inherits (bottom_);
alter table below_ alter column v set default 'below', alter column id drop default;
alter table top_ add column added_later int default 5;
alter table bottom_ add constraint bottom_check check (b is not null) not valid;
create table no_default (like top_ including all);
alter table no_default inherit top_;
alter table no_default alter v drop default;

-- Partitions
create type season as enum ('spring', 'summer', 'autumn');
create table harvest (at_ season, year int, kg numeric default 1.50, net numeric generated always as (kg * 0.9) stored, id bigint not null, note text,
  constraint kg_check check (kg >= 0), unique (at_, year, id)) partition by list (at_);
create table harvest_spring (note text, id bigint not null, gone text, year int, kg numeric default 2, at_ season, net numeric generated always as (kg * 0.9) stored,
  constraint kg_check check (kg >= 0), constraint own_check check (year > 1900));
alter table harvest_spring drop column gone;
alter table harvest attach partition harvest_spring for values in ('spring');
create table harvest_warm partition of harvest (note default 'warm', constraint warm_only check (id > 10)) for values in ('summer', 'autumn') partition by range (year, id);
create table harvest_warm_old partition of harvest_warm for values from (minvalue, minvalue) to (2000, maxvalue) with (fillfactor = 40);
create table harvest_warm_new partition of harvest_warm default;
create index harvest_note on only harvest (note);
create index harvest_spring_note on harvest_spring (note);
alter index harvest_note attach partition harvest_spring_note;
create index spring_only on harvest_spring (lower(note)) where kg > 3;
create index harvest_year on harvest (year);
alter table harvest_spring alter column note set storage main, alter column year set statistics 0;
create table harvest_check (at_ season, year int, id bigint, foreign key (at_, year, id) references harvest (at_, year, id) on delete cascade) partition by hash (id);
create table harvest_check0 partition of harvest_check for values with (modulus 1, remainder 0);
create function touched() returns trigger language plpgsql as $$ begin return null; end $$;
create trigger harvest_touched after update of note or delete on harvest for each row execute function touched();
create trigger spring_touched after insert on harvest_spring for each row when (new.kg > 1) execute function touched();
alter table harvest_warm enable replica trigger harvest_touched;
create table by_expression (k text, t timestamptz) partition by range (lower(k) collate "C" text_pattern_ops, date_part('year', t at time zone 'UTC'));
create table by_expression_some partition of by_expression for values from ('a', 2020) to ('n', maxvalue);

-- Loops
create table self_default (id int, n bigint);
create function count_self() returns bigint language sql begin atomic select count(*) from self_default; end;
alter table self_default alter column n set default count_self(), add constraint n_small check (count_self() < 1000000);
create domain looped as int;
create function looped_ok(looped) returns boolean language sql immutable as 'select true';
alter domain looped add constraint looped_ok check (looped_ok(value));
create table with_key (id int primary key, name text, price numeric(8, 2));
create view keyed as select id, name, price from with_key group by id;
create function cheapest() returns setof keyed language sql begin atomic select * from keyed order by price limit 3; end;
create view over_function as select c.id, c.name from cheapest() c;
create view over_over as select o.*, row_number() over (order by id) from over_function o;
create materialized view frozen as select o.id, o.row_number from over_over o;
create function from_frozen() returns bigint language sql begin atomic select count(*) from frozen; end;
create view of_frozen as select from_frozen() as n, f.* from frozen f;
create rule keyed_insert as on insert to keyed do instead (insert into with_key values (new.id, new.name); notify added; delete from self_default where id = new.id);
create trigger keyed_row instead of delete on keyed for each row execute function touched();
create table default_from_function (id int default (from_frozen() + 1), other keyed);
alter table default_from_function drop column other;
create view ring_a as select 1 as x, null::text as y;
create function ring_b() returns setof ring_a language sql begin atomic select * from ring_a; end;
create view ring_c as select x from ring_b();
create function ring_d() returns setof ring_c language sql as 'select * from maze.ring_c';
create or replace view ring_a as select d.x, 'closed'::text as y from ring_d() d;
create view nothing as select;
create table mutual_a (id int primary key, other int, unique (id, other));
create table mutual_b (id int primary key, other int not null references mutual_a on update set default);
alter table mutual_a add constraint to_b foreign key (other) references mutual_b deferrable initially deferred;
create table only_index (a int not null, b int not null);
create unique index only_index_ab on only_index (b, a);
create table to_index (a int, b int, constraint to_unique_index foreign key (b, a) references only_index (b, a) match full);
alter table only_index replica identity using index only_index_ab;

-- Sequences
create sequence shared increment 3 maxvalue 99999999999999999 cache 20;
create sequence "a.b"."Elsewhere" as int;
create table uses_shared (a bigint default nextval('shared'), b int default nextval('"a.b"."Elsewhere"'), c serial, d smallserial,
  e bigint generated by default as identity (sequence name maze.own_name start with -5 increment by -5 minvalue -100000 maxvalue -1 cache 9 cycle));
alter table uses_shared alter column c drop default;
alter sequence shared owned by uses_shared.a;
create function next_shared(n bigint default nextval('maze.shared')) returns bigint language sql as 'select n';

-- Operators
create type point2 as (x int, y int);
create function p_lt(point2, point2) returns boolean language sql immutable strict as 'select ($1.x, $1.y) < ($2.x, $2.y)';
create function p_le(point2, point2) returns boolean language sql immutable strict as 'select ($1.x, $1.y) <= ($2.x, $2.y)';
create function p_eq(point2, point2) returns boolean language sql immutable strict as 'select ($1.x, $1.y) = ($2.x, $2.y)';
create function p_ge(point2, point2) returns boolean language sql immutable strict as 'select ($1.x, $1.y) >= ($2.x, $2.y)';
create function p_gt(point2, point2) returns boolean language sql immutable strict as 'select ($1.x, $1.y) > ($2.x, $2.y)';
create function p_cmp(point2, point2) returns int language sql immutable strict as 'select case when $1.x < $2.x then -1 when $1.x > $2.x then 1 else $1.y - $2.y end';
create function p_int(point2, int) returns boolean language sql immutable strict as 'select $1.x < $2';
create function p_cmp_int(point2, int) returns int language sql immutable strict as 'select $1.x - $2';
create function p_neg(point2) returns point2 language sql immutable strict as 'select row(-$1.x, -$1.y)::maze.point2';
create operator maze.<# (leftarg = point2, rightarg = point2, function = p_lt, commutator = >#, negator = >=#, restrict = scalarltsel, join = scalarltjoinsel);
create operator maze.<=# (leftarg = point2, rightarg = point2, function = p_le, commutator = >=#, negator = >#);
create operator maze.=# (leftarg = point2, rightarg = point2, function = p_eq, commutator = =#, merges, restrict = eqsel, join = eqjoinsel);
create operator maze.>=# (leftarg = point2, rightarg = point2, function = p_ge, commutator = <=#, negator = <#);
create operator maze.># (leftarg = point2, rightarg = point2, function = p_gt, commutator = <#, negator = <=#);
create operator maze.<# (leftarg = point2, rightarg = int, function = p_int);
create operator maze.!# (rightarg = point2, function = p_neg);
create operator family point2_ops using btree;
create operator class point2_ops for type point2 using btree family point2_ops as operator 1 <#, operator 2 <=#, operator 3 =#, operator 4 >=#, operator 5 >#, function 1 p_cmp(point2, point2);
alter operator family point2_ops using btree add operator 1 <# (point2, int), function 1 (point2, int) p_cmp_int(point2, int);
create table points (p point2, q int[], z "a.b".ltree, constraint p_unique exclude using btree (p point2_ops with =#));
create index points_down on points (p point2_ops desc);
create index points_neg on points ((!# p) point2_ops);
create index points_q on points using gist (q gist__int_ops (numranges = 60)) include (z);
create index points_z on points using gist (z "a.b".gist_ltree_ops (siglen = 28));
create function keep_lowest(point2, point2) returns point2 language sql immutable strict as 'select case when $1 operator(maze.<#) $2 then $1 else $2 end';
create aggregate lowest_of(point2) (sfunc = keep_lowest, stype = point2, sortop = operator(maze.<#), parallel = restricted);
create function hypo_final(internal, variadic "any") returns bigint language internal as 'hypothetical_rank_final';
drop function hypo_final(internal, variadic "any");
create aggregate my_rank(variadic "any" order by variadic "any") (sfunc = ordered_set_transition_multi, stype = internal, finalfunc = rank_final, finalfunc_extra, hypothetical);
create function m_add(state numeric[], x numeric) returns numeric[] language sql immutable as 'select state || x';
create function m_del(state numeric[], x numeric) returns numeric[] language sql immutable as 'select state[2:]';
create function m_end(state numeric[], x numeric) returns numeric language sql immutable as 'select state[1]';
create aggregate moving(numeric) (sfunc = m_add, stype = numeric[], sspace = 200, initcond = '{}', finalfunc = m_end, finalfunc_extra, finalfunc_modify = read_write, msfunc = m_add, minvfunc = m_del, mstype = numeric[], msspace = 300, mfinalfunc = m_end, mfinalfunc_extra, mfinalfunc_modify = shareable, minitcond = '{"1"}');
create cast (point2 as text) with inout as assignment;
create function to_point2(int) returns point2 language sql immutable as 'select row($1, $1)::maze.point2';
create cast (int as point2) with function to_point2(int) as implicit;

-- Text search
create text search parser own_parser (start = prsd_start, gettoken = prsd_nexttoken, end = prsd_end, headline = prsd_headline, lextypes = prsd_lextype);
create text search template own_template (init = dsimple_init, lexize = dsimple_lexize);
create text search dictionary "Own dict" (template = own_template, stopwords = 'english', accept = 'true');
create text search configuration own_config (parser = own_parser);
alter text search configuration own_config add mapping for word, numword, "asciiword" with "Own dict", simple;
create table texts (id int, body text, doc tsvector generated always as (to_tsvector('maze.own_config', body)) stored);

-- Views
create view shapes with (check_option = local, security_barrier = true) as select id, name as "Name ""x""", price from with_key where price > 1;
create view grouped as select grouping(name, price) as g, name, sum(price) filter (where price > 2) as s, array_agg(distinct name order by name desc) as names from with_key group by grouping sets ((name), (price), ()) having count(*) > 1;
create view joined as select t."FROM" as f, u.n, x.ordinality, x.value from "SELECT"."TABLE" t left join lateral (select t."WHERE" + 1 as n) u on u.n is distinct from 3 cross join json_array_elements('[1,2]') with ordinality x(value, ordinality);
create view sampled as select a."e.f", b.id from "a.b"."c.d" a tablesample bernoulli (10) repeatable (3), with_key b where a."e.f" = any (array[1, 2]) and b.name ~~* 'x%' for update of b skip locked;
create view combined as (select id from with_key except all select id from self_default) union select 1 order by 1 limit 5;
create view cte as with recursive t(n, path) as (select id, array[id] from with_key union all select n + 1, path || n from t where n < 10) search depth first by n set ord cycle n set is_cycle using way select n, path, is_cycle from t;
create view windows as select id, sum(price) over w as s, lag(name, 2, 'none') over (partition by name order by price desc nulls last range between unbounded preceding and current row exclude ties) as l from with_key window w as (partition by price % 3 order by id);
create view renamed as select * from (values (1, 'a'), (2, 'b')) v(number, letter);
alter view renamed rename column letter to "Letter";
create materialized view big_frozen with (autovacuum_enabled = off) as select w.id, w.name, st.n from with_key w left join self_default st using (id);
create index on big_frozen (name) include (n);
alter materialized view big_frozen alter column name set storage external, alter column id set statistics 99;
alter materialized view big_frozen cluster on big_frozen_name_n_idx;

-- Rules, triggers, policies
create rule maybe as on insert to texts where new.id > 100 do also insert into self_default values (new.id);
create rule old_news as on update to texts where old.body is distinct from new.body do instead update self_default set n = n + 1 where id = old.id;
alter table texts disable rule old_news;
alter table texts enable always rule maybe;
create constraint trigger far_check after insert or update on mutual_b from mutual_a not deferrable for each row when (new.other > 0) execute function touched(E'multi\nline', 'back\slash', 'quo''te');
create trigger many before insert or update of body, id or delete on texts for each row execute function touched();
create trigger statement_level after update on texts referencing old table as "Old" new table as "New" for each statement execute function touched();
alter table texts enable replica trigger many;
alter table mutual_b disable trigger far_check;
alter table with_key enable row level security;
create policy "read, only" on with_key for select using (exists (select from self_default s where s.id = with_key.id and pg_has_role(current_user, 'visitors', 'member')));
create policy writes on with_key for insert to visitors with check (price < 100 and name = session_user);
create policy "all" on with_key as restrictive to night_shift, visitors using (true) with check (id <> (select max(n) from self_default));
alter table points force row level security;
create function ddl_seen() returns event_trigger language plpgsql as $$ begin perform 1; end $$;
create event trigger "Seen, dropped" on sql_drop execute function ddl_seen();
create event trigger rewritten on table_rewrite when tag in ('ALTER TABLE') execute function ddl_seen();
alter event trigger rewritten enable always;

-- The rest
create statistics dependent_ (dependencies) on at_, year from harvest;
create statistics "SELECT".expr (mcv, ndistinct) on (id % 10), (lower(name)), price from with_key;
create foreign data wrapper hollow options (mode 'a=b', "Odd key" 'x''y\z');
create server nowhere type 'none' version '1.0 "beta"' foreign data wrapper hollow;
create foreign table far_part (id int not null, label text options (odd 'a=b=c') collate "C" default 'far', constraint far_c check (id > 1)) server nowhere options (path E'c:\\dir', q '''');
create foreign table far_child (extra int) inherits (top_) server nowhere;
create trigger on_far after insert on far_part for each row execute function touched();
create publication by_parts for table harvest, with_key (id, price) where (price > 10 and name <> 'x''y') with (publish = 'insert, delete, update', publish_via_partition_root = true);
create procedure with_commit(inout a int default 3, variadic b text[] default '{}') language plpgsql security definer set statement_timeout = '3s' set "DateStyle" = 'ISO, DMY' set search_path = '$user', maze, "a.b" as $p$ begin commit; end $p$;
create function poly(anycompatible, anycompatiblearray) returns table (a anycompatible, b int) language sql parallel restricted cost 0.5 rows 3 as 'select $1, cardinality($2)';
create function many_defaults(a int, b text default 'x' || 'y', c timestamptz default now() - interval '1 day', d "SELECT"."Type" default row(1, 'a.b', null)) returns void language sql as '';
create function sql_return(a int) returns int language sql immutable return a * 2 + (select max(id) from with_key);
create table wide as select generate_series(1, 1) as a;
do $$ begin for i in 1 .. 200 loop execute format('alter table wide add column c%s numeric(%s, 2) default %s', i, i % 30 + 3, i % 9); end loop; end $$;

comment on column "a.b"."c.d"." lead and trail " is '';
comment on column "a.b"."c.d"."e.f" is '''';
comment on constraint "check
-- drop table x;" on "line
break"."two
lines" is 'of a constraint with a line break';
comment on function "SELECT"."select"(int, text) is 'one of two';
comment on index "SELECT"."INDEX" is 'of an index';
comment on operator maze.!# (none, point2) is 'of a prefix operator';
comment on operator class point2_ops using btree is 'of a class';
comment on operator family point2_ops using btree is 'of a family';
comment on foreign data wrapper hollow is 'of a wrapper';
comment on column keyed.name is 'of a view''s column';
comment on column frozen.id is 'of a materialised view''s column';
comment on column far_part.label is 'of a foreign column';
comment on constraint looped_ok on domain looped is 'of a domain''s check';
comment on constraint to_b on mutual_a is 'of a foreign key';
comment on constraint p_unique on points is 'of an exclusion';
comment on text search parser own_parser is 'of a parser';
comment on text search template own_template is 'of a template';
comment on text search dictionary "Own dict" is 'of a dictionary';
comment on rule keyed_insert on keyed is 'of a rule of a view';
comment on trigger keyed_row on keyed is 'of a trigger of a view';
comment on policy "read, only" on with_key is 'of a policy';
comment on statistics "SELECT".expr is 'of statistics';
comment on aggregate my_rank(variadic "any" order by variadic "any") is 'of a hypothetical one';
comment on table harvest_spring is 'of a partition';
comment on index spring_only is 'of a partition''s index';
comment on sequence own_name is 'of an identity';
comment on type "SELECT"."Type" is 'of a composite type';
comment on column "SELECT"."Type"."b c" is 'of its column';

grant usage, create on schema maze to visitors;
grant usage on schema "a.b" to public;
grant select, update (price) on with_key to visitors with grant option;
grant references (id), insert (id, name) on with_key to night_shift;
grant usage on schema maze to "Odd ""Role""", night_shift;
set role visitors;
grant select on with_key to night_shift;
grant update (price) on with_key to "Odd ""Role""" with grant option;
set role "Odd ""Role""";
grant update (price) on with_key to night_shift;
reset role;
revoke all on self_default from current_user;
revoke all on function next_shared(bigint) from public, current_user;
grant execute on function sql_return(int) to visitors with grant option;
revoke execute on function many_defaults(int, text, timestamptz, "SELECT"."Type") from public;
grant execute on function many_defaults(int, text, timestamptz, "SELECT"."Type") to public, night_shift;
grant execute on procedure with_commit(int, text[]) to night_shift;
revoke usage on type point2 from public;
grant usage on type "SELECT"."Domain of ""type""" to visitors;
grant all on sequence shared to visitors;
grant usage on sequence own_name to night_shift;
grant usage on foreign data wrapper hollow to night_shift with grant option;
grant usage on foreign server nowhere to public;
grant select on frozen, big_frozen, keyed to public;
grant select on over_over to night_shift;
grant select on pg_catalog.pg_authid to night_shift;
revoke select on pg_catalog.pg_stat_database from public;
revoke usage on language sql from public;
alter default privileges grant all on tables to visitors;
alter default privileges revoke all on tables from current_user;
alter default privileges in schema maze grant execute on functions to night_shift with grant option;
alter default privileges revoke usage on types from public;
alter schema maze owner to night_shift;
alter schema "SELECT" owner to "Odd ""Role""";
alter table uses_shared owner to night_shift;
alter table harvest_warm owner to visitors;
alter table "SELECT"."TABLE" owner to "Odd ""Role""";
alter materialized view frozen owner to night_shift;
alter operator class point2_ops using btree owner to night_shift;
alter operator family point2_ops using btree owner to night_shift;
alter aggregate my_rank(variadic "any" order by variadic "any") owner to night_shift;
alter procedure with_commit(int, text[]) owner to "Odd ""Role""";
alter statistics "SELECT".expr owner to night_shift;
alter text search dictionary "Own dict" owner to night_shift;
alter server nowhere owner to postgres;
alter foreign table far_part owner to visitors;
alter publication by_parts owner to postgres;
alter index spring_only depends on extension intarray;
alter procedure with_commit(int, text[]) depends on extension ltree;
alter materialized view big_frozen depends on extension intarray;
select lo_create(515151);
grant select on large object 515151 to visitors;
alter large object 515151 owner to night_shift;
