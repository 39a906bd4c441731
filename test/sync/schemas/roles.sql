-- The roles that the schemas beside this file name; a server keeps them for all its databases.
do $$
declare role_name text;
begin
  foreach role_name in array array['night_shift', 'visitors', 'Odd "Role"', 'shop_owner', 'shop_app', 'shop_report'] loop
    if not exists (select from pg_roles where rolname = role_name) then execute format('create role %I', role_name); end if;
  end loop;
end $$;
