-- What a user of Supabase makes, as `postgres`, from the pages of its documentation.
create schema app;
create table public.profiles (
  id uuid primary key references auth.users (id) on delete cascade,
  name text not null,
  secret text
);
create table public.todos (
  id bigint generated always as identity primary key,
  user_id uuid not null default auth.uid() references public.profiles (id),
  what text not null check (length(what) > 0),
  token uuid not null default extensions.uuid_generate_v4()
);
create index todos_user on public.todos (user_id);
create table app.notes (id int primary key, todo bigint references public.todos (id), body text);
alter table public.profiles enable row level security;
alter table public.todos enable row level security;
create policy "Public profiles are viewable by everyone." on public.profiles for select using (true);
create policy "Own todos" on public.todos for all to authenticated using (auth.uid() = user_id) with check (auth.uid() = user_id);
create policy "Service" on public.todos to service_role using (true);
create function public.handle_new_user() returns trigger language plpgsql security definer set search_path = '' as
  $$ begin insert into public.profiles (id, name) values (new.id, coalesce(new.raw_user_meta_data ->> 'name', '?')); return new; end $$;
create trigger on_auth_user_created after insert on auth.users for each row execute function public.handle_new_user();
create function public.hashed(word text) returns text language plpgsql as $$ begin return extensions.crypt(word, extensions.gen_salt('bf')); end $$;
create view public.open_todos with (security_invoker = true) as select id, what from public.todos;
create function public.may_see(bucket text) returns boolean language sql stable as $$ select bucket <> 'hidden' $$;
revoke all on app.notes from anon;
grant usage on schema app to service_role;
alter publication supabase_realtime add table public.todos;
insert into auth.users (id, email, raw_user_meta_data)
  select ('00000000-0000-0000-0000-' || lpad(i::text, 12, '0'))::uuid, 'user' || i || '@example.org', jsonb_build_object('name', 'User ' || i) from generate_series(1, 20) i;
insert into public.todos (user_id, what) select id, 'do ' || n from public.profiles, generate_series(1, 10) n;
insert into app.notes select id, id, 'note ' || id from public.todos where id % 3 = 0;
