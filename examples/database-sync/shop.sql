-- The database of a small shop: what an application of some years has.
create type state as enum ('open', 'paid', 'sent');
create domain email as text check (value ~ '@');

create table customers (
  id bigint generated always as identity primary key,
  name text not null,
  address email not null unique
);
create table products (
  id bigint generated always as identity primary key,
  title text not null,
  price numeric(10, 2) not null check (price >= 0)
);
create table orders (
  id bigint generated always as identity,
  customer_id bigint not null references customers (id),
  state state not null default 'open',
  placed_on date not null,
  primary key (id, placed_on)
) partition by range (placed_on);
create table orders_2025 partition of orders for values from ('2025-01-01') to ('2026-01-01');
create table orders_2026 partition of orders for values from ('2026-01-01') to ('2027-01-01');
create table lines (
  order_id bigint not null,
  placed_on date not null,
  product_id bigint not null references products (id),
  pieces integer not null check (pieces > 0),
  primary key (order_id, product_id),
  foreign key (order_id, placed_on) references orders (id, placed_on)
);
create index on lines (product_id);

create view turnover as
  select o.placed_on, sum(l.pieces * p.price) as total
    from orders o join lines l on l.order_id = o.id join products p on p.id = l.product_id
   group by o.placed_on;

create function mark_paid() returns trigger language plpgsql as $$
begin
  if new.state = 'sent' and old.state = 'open' then raise exception 'order % is not paid', new.id; end if;
  return new;
end $$;
create trigger paid_first before update on orders for each row execute function mark_paid();

insert into customers (name, address)
  select 'customer ' || i, 'c' || i || '@example.com' from generate_series(1, 500) i;
insert into products (title, price) select 'product ' || i, i * 0.95 from generate_series(1, 200) i;
insert into orders (customer_id, state, placed_on)
  select 1 + i % 500, (array['open', 'paid', 'sent'])[1 + i % 3]::state, date '2025-07-01' + i % 365
    from generate_series(1, 5000) i;
insert into lines
  select o.id, o.placed_on, 1 + (o.id * 7 + n * 31) % 200, 1 + n from orders o, generate_series(0, 2) n;
