-- What a project of Supabase has before its user makes anything: roles, schemas, owners, default privileges and event
-- triggers as its images define them. Run as supabase_admin; `postgres` is no superuser.
create publication supabase_realtime;
alter publication supabase_realtime owner to postgres;

create role anon nologin;
create role authenticated nologin;
create role service_role nologin bypassrls;
create role authenticator login noinherit;
create role supabase_auth_admin login noinherit createrole;
create role supabase_storage_admin login noinherit createrole;
create role supabase_realtime_admin nologin noinherit;
create role supabase_replication_admin login replication;
create role supabase_read_only_user login bypassrls;
create role dashboard_user nologin createdb createrole replication;
grant anon, authenticated, service_role to authenticator;
grant anon, authenticated, service_role, authenticator to postgres with admin option;
grant pg_monitor, pg_read_all_data, pg_signal_backend to postgres;
alter role anon set statement_timeout = '3s';
alter role authenticated set statement_timeout = '8s';

-- `public`
grant usage on schema public to postgres, anon, authenticated, service_role;
alter default privileges for role postgres in schema public grant all on tables to postgres, anon, authenticated, service_role;
alter default privileges for role postgres in schema public grant all on functions to postgres, anon, authenticated, service_role;
alter default privileges for role postgres in schema public grant all on sequences to postgres, anon, authenticated, service_role;
alter default privileges for role supabase_admin in schema public grant all on tables to postgres, anon, authenticated, service_role;
alter default privileges for role supabase_admin in schema public grant all on functions to postgres, anon, authenticated, service_role;
alter default privileges for role supabase_admin in schema public grant all on sequences to postgres, anon, authenticated, service_role;

-- `extensions`
create schema extensions authorization postgres;
create extension "uuid-ossp" with schema extensions;
create extension pgcrypto with schema extensions;
create extension pg_stat_statements with schema extensions;
grant usage on schema extensions to anon, authenticated, service_role;
grant all on schema extensions to dashboard_user;

-- `auth`
create schema auth authorization supabase_admin;
create table auth.users (
  instance_id uuid,
  id uuid primary key,
  aud varchar(255),
  role varchar(255),
  email varchar(255) unique,
  encrypted_password varchar(255),
  raw_user_meta_data jsonb,
  created_at timestamptz,
  is_sso_user boolean not null default false
);
create table auth.identities (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references auth.users (id) on delete cascade,
  provider text not null,
  identity_data jsonb not null
);
create table auth.refresh_tokens (id bigserial primary key, token varchar(255) unique, user_id varchar(255));
create table auth.schema_migrations (version varchar(255) primary key);
comment on table auth.users is 'Auth: Stores user login data within a secure schema.';
create function auth.uid() returns uuid language sql stable as
  $$ select nullif(current_setting('request.jwt.claim.sub', true), '')::uuid $$;
create function auth.role() returns text language sql stable as
  $$ select nullif(current_setting('request.jwt.claim.role', true), '')::text $$;
grant usage on schema auth to anon, authenticated, service_role, postgres;
grant all on schema auth to supabase_auth_admin, dashboard_user;
alter table auth.users enable row level security;
alter table auth.users owner to supabase_auth_admin;
alter table auth.identities owner to supabase_auth_admin;
alter table auth.refresh_tokens owner to supabase_auth_admin;
alter table auth.schema_migrations owner to supabase_auth_admin;
alter function auth.uid() owner to supabase_auth_admin;
alter function auth.role() owner to supabase_auth_admin;
grant all on all tables in schema auth to postgres, dashboard_user;
grant all on all sequences in schema auth to postgres, dashboard_user;
grant all on all routines in schema auth to postgres, dashboard_user;
alter default privileges for role supabase_auth_admin in schema auth grant all on tables to postgres, dashboard_user;

-- `storage`
create schema storage authorization supabase_admin;
create table storage.buckets (
  id text primary key,
  name text not null unique,
  owner uuid references auth.users (id)
);
create table storage.objects (
  id uuid primary key default extensions.uuid_generate_v4(),
  bucket_id text references storage.buckets (id),
  name text,
  owner uuid references auth.users (id),
  unique (bucket_id, name)
);
create function storage.foldername(name text) returns text[] language plpgsql as
  $$ begin return (string_to_array(name, '/'))[1:array_length(string_to_array(name, '/'), 1) - 1]; end $$;
alter table storage.objects enable row level security;
alter table storage.buckets owner to supabase_storage_admin;
alter table storage.objects owner to supabase_storage_admin;
alter function storage.foldername(text) owner to supabase_storage_admin;
grant all on schema storage to supabase_storage_admin, postgres, dashboard_user;
grant usage on schema storage to anon, authenticated, service_role;
grant all on all tables in schema storage to postgres, anon, authenticated, service_role;

-- The others
create schema realtime authorization supabase_admin;
create table realtime.messages (topic text not null, payload jsonb, inserted_at timestamp not null) partition by range (inserted_at);
grant usage on schema realtime to postgres, anon, authenticated, service_role;
create schema vault authorization supabase_admin;
create table vault.secrets (id uuid primary key default gen_random_uuid(), secret text not null);
create schema graphql authorization supabase_admin;
create schema graphql_public authorization supabase_admin;
create function graphql_public.graphql(query text) returns jsonb language plpgsql as
  $$ begin return jsonb_build_object('errors', 'pg_graphql extension is not enabled.'); end $$;
create schema pgbouncer authorization supabase_admin;
create schema supabase_migrations authorization postgres;
create table supabase_migrations.schema_migrations (version text primary key);
alter table supabase_migrations.schema_migrations owner to postgres;

create function extensions.grant_pg_cron_access() returns event_trigger language plpgsql as $$ begin end $$;
create function extensions.pgrst_ddl_watch() returns event_trigger language plpgsql as
  $$ begin notify pgrst, 'reload schema'; end $$;
create event trigger issue_pg_cron_access on ddl_command_end when tag in ('CREATE EXTENSION') execute function extensions.grant_pg_cron_access();
create event trigger pgrst_ddl_watch on ddl_command_end execute function extensions.pgrst_ddl_watch();
grant execute on function pg_catalog.pg_reload_conf() to postgres with grant option;
