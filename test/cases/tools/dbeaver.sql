-- laden.kunde definition

CREATE TABLE `kunde` (
  `id` int NOT NULL AUTO_INCREMENT,
  `name` varchar(50) DEFAULT NULL,
  `seit` datetime DEFAULT NULL,
  PRIMARY KEY (`id`)
) ENGINE=InnoDB AUTO_INCREMENT=3 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;

INSERT INTO laden.kunde (name,seit) VALUES
	 ('Größe; ''n','2026-01-01 10:00:00.0'),
	 (NULL,NULL);
-- laden.namen source

create or replace
algorithm = UNDEFINED view `namen` as
select
    `kunde`.`id` as `id`,
    `kunde`.`name` as `name`
from
    `kunde`;
