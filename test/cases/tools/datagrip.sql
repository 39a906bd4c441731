create table laden.kunde
(
    id   int auto_increment
        primary key,
    name varchar(50) charset utf8mb4 null comment 'Name',
    constraint by_name
        unique (name)
)
    collate = utf8mb4_general_ci;

create table laden.bestellung
(
    id    int auto_increment
        primary key,
    kunde int           not null,
    menge decimal(8, 2) not null,
    constraint bestellung_kunde
        foreign key (kunde) references laden.kunde (id)
            on delete cascade
)
    charset = utf8mb4;

create index by_menge
    on laden.bestellung (menge desc);

INSERT INTO laden.kunde (id, name) VALUES (1, 'Größe; ''n');
INSERT INTO laden.kunde (id, name) VALUES (2, null);
insert into laden.bestellung (id, kunde, menge) values (1, 1, 7.50), (2, 1, 0.00);

create definer = root@localhost view laden.namen as
select `laden`.`kunde`.`id` AS `id`, `laden`.`kunde`.`name` AS `name`
from `laden`.`kunde`;
