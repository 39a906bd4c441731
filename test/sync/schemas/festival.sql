-- What an ordinary database has, with rows: pg_dump of several versions wrote the files of ../dumps from it.
create type public.mood as enum ('low', 'high');
create domain public.fee as numeric(8,2) check (value >= 0);
create type public.place as (name text, seats int);
create schema stage;
comment on schema stage is 'it''s on; -- not over';
create sequence stage.tickets_no start 100 increment 5;
create function public.norm(text) returns text language sql immutable as $$ select lower(trim($1)) $$;
create function public.stamp() returns trigger language plpgsql as $_$ begin new.body := new.body || E'\n$$ ; '' $$'; return new; end $_$;
create table public.shows (id int generated always as identity primary key, title text not null, mood mood default 'low', fee fee not null, at timestamptz default now(),
  twice numeric generated always as (fee * 2) stored, tags text[], doc jsonb, raw bytea, "Odd ""name" char(3), unique (title, at), check (norm(title) <> ''));
create function stage.total(a int, b int default 1) returns bigint language sql stable begin atomic; select sum(fee * a)::bigint + b from public.shows; end;
create table stage.tickets (no bigint primary key default nextval('stage.tickets_no'), show int not null references public.shows on delete cascade deferrable, seat place, price real);
alter sequence stage.tickets_no owned by stage.tickets.no;
create table stage.days (day date not null, visitors int) partition by range (day);
create table stage.days_old partition of stage.days for values from (minvalue) to ('2020-01-01');
create table stage.days_new partition of stage.days default;
create table public.notes (id bigserial, body text);
create table public.long_notes (pages int) inherits (public.notes);
create view public.cheap as select id, title from public.shows where fee < 10 with check option;
create materialized view stage.sums as select show, count(*) as n from stage.tickets group by show;
create index on public.shows (norm(title)); create index on public.shows using gin (doc); create index on stage.days (visitors) where visitors > 3;
create unique index on stage.sums (show);
create statistics public.of_shows (dependencies) on mood, fee from public.shows;
insert into public.shows (title, mood, fee, at, tags, doc, raw, "Odd ""name") values
  (E'tab\t, nl\n, bs\\', 'high', 1.50, '2001-02-03 04:05:06.789+01', '{a,NULL,"b\"c"}', '{"z": [1.00, null]}', '\x00ff5c', 'x'),
  ('\.', null, 0, 'infinity', null, null, null, null), ('ü☃', 'low', 99999.99, '2024-07-01 12:00+00', '{}', '"x"', '', '\N');
insert into stage.tickets (show, seat, price) select 1 + g % 3, row('A ' || g, g)::place, g / 3.0 from generate_series(1, 20) g;
insert into stage.days select '2019-12-01'::date + g, g from generate_series(1, 60) g;
insert into public.notes (body) values ('a; b'), (E'\\\\.'); insert into public.long_notes (body, pages) values ('long', 3);
refresh materialized view stage.sums;
create trigger stamped before insert on public.notes for each row when (new.body is not null) execute function public.stamp();
create rule never as on delete to public.long_notes do instead nothing;
alter table stage.tickets enable row level security; create policy own on stage.tickets for select using (price > 1);
alter table stage.tickets cluster on tickets_pkey; alter table public.shows replica identity full; alter table public.notes alter column body set storage external;
comment on table public.shows is 'of; a '' table'; comment on column public.shows.title is 'c'; comment on constraint shows_pkey on public.shows is 'k'; comment on function public.norm(text) is 'f';
create publication news for table public.shows;
select pg_catalog.lo_from_bytea(4711, '\x00ff01'); comment on large object 4711 is 'a; b';
grant select on public.shows, stage.sums to public; grant usage on schema stage to public; revoke all on function public.norm(text) from public;
alter default privileges in schema stage grant select on tables to public;
