-- Dump created by MySQL pump utility, version: 8.0.33, Linux (x86_64)
-- Dump start time: Thu Nov 26 05:08:27 2026
-- Server version: 8.0.33

SET @OLD_UNIQUE_CHECKS=@@UNIQUE_CHECKS, UNIQUE_CHECKS=0;
SET @OLD_FOREIGN_KEY_CHECKS=@@FOREIGN_KEY_CHECKS, FOREIGN_KEY_CHECKS=0;
SET @OLD_SQL_MODE=@@SQL_MODE;
SET SQL_MODE="NO_AUTO_VALUE_ON_ZERO";
SET @@SESSION.SQL_LOG_BIN= 0;
SET @OLD_TIME_ZONE=@@TIME_ZONE;
SET TIME_ZONE='+00:00';
SET @OLD_CHARACTER_SET_CLIENT=@@CHARACTER_SET_CLIENT;
SET @OLD_CHARACTER_SET_RESULTS=@@CHARACTER_SET_RESULTS;
SET @OLD_COLLATION_CONNECTION=@@COLLATION_CONNECTION;
SET NAMES utf8mb4;
CREATE DATABASE /*!32312 IF NOT EXISTS*/ `rental` /*!40100 DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci */ /*!80016 DEFAULT ENCRYPTION='N' */;
DROP VIEW IF EXISTS `rental`.`a first`;
CREATE VIEW `rental`.`a first` AS SELECT
 1 AS `loan_id`,
 1 AS `title`;
DROP TABLE IF EXISTS `rental`.`address`;
USE `rental`;
CREATE TABLE `rental`.`address` (
  `address_id` smallint unsigned NOT NULL AUTO_INCREMENT,
  `line` varchar(50) COLLATE utf8mb4_general_ci NOT NULL,
  `line2` varchar(50) COLLATE utf8mb4_general_ci DEFAULT NULL,
  `district` varchar(20) COLLATE utf8mb4_general_ci NOT NULL,
  `city_id` smallint unsigned NOT NULL,
  `location` geometry NOT NULL,
  PRIMARY KEY (`address_id`),
  KEY `by_city` (`city_id`),
  SPATIAL KEY `by_location` (`location`),
  CONSTRAINT `address_city` FOREIGN KEY (`city_id`) REFERENCES `city` (`city_id`)
) ENGINE=InnoDB AUTO_INCREMENT=8 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;
INSERT INTO `rental`.`address` (`address_id`,`line`,`line2`,`district`,`city_id`,`location`) VALUES (1,"0 Straße\n","\\N0",'',1,0x000000000101000000000000000000000000000000008043C0);
INSERT INTO `rental`.`address` (`address_id`,`line`,`line2`,`district`,`city_id`,`location`) VALUES (2,"1 Straße\n","\\N1","Ω",2,0x0000000001010000009A9999999999F13FDFE00B93A9AA43C0);
INSERT INTO `rental`.`address` (`address_id`,`line`,`line2`,`district`,`city_id`,`location`) VALUES (3,"2 Straße\n","\\N2","x	y",3,0x0000000001010000009A99999999990140211FF46C56D543C0);
INSERT INTO `rental`.`address` (`address_id`,`line`,`line2`,`district`,`city_id`,`location`) VALUES (4,"3 Straße\n",NULL,'',4,0x0000000001010000006666666666660A4000000000000044C0);
INSERT INTO `rental`.`address` (`address_id`,`line`,`line2`,`district`,`city_id`,`location`) VALUES (5,"4 Straße\n","\\N4","Ω",5,0x0000000001010000009A99999999991140DFE00B93A92A44C0);
INSERT INTO `rental`.`address` (`address_id`,`line`,`line2`,`district`,`city_id`,`location`) VALUES (6,"5 Straße\n","\\N5","x	y",6,0x0000000001010000000000000000001640211FF46C565544C0);
DROP TABLE IF EXISTS `rental`.`city`;
USE `rental`;
CREATE TABLE `rental`.`city` (
  `city_id` smallint unsigned NOT NULL AUTO_INCREMENT,
  `city` varchar(50) COLLATE utf8mb4_general_ci NOT NULL,
  `country_id` smallint unsigned NOT NULL,
  PRIMARY KEY (`city_id`),
  KEY `by_country` (`country_id`),
  CONSTRAINT `city_country` FOREIGN KEY (`country_id`) REFERENCES `country` (`country_id`) ON DELETE RESTRICT ON UPDATE CASCADE
) ENGINE=InnoDB AUTO_INCREMENT=128 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;
INSERT INTO `rental`.`city` (`city_id`,`city`,`country_id`) VALUES (1,"city 90	",2);
INSERT INTO `rental`.`city` (`city_id`,`city`,`country_id`) VALUES (2,"city 80	",1);
INSERT INTO `rental`.`city` (`city_id`,`city`,`country_id`) VALUES (3,"city 70	",4);
INSERT INTO `rental`.`city` (`city_id`,`city`,`country_id`) VALUES (4,"city 60	",3);
INSERT INTO `rental`.`city` (`city_id`,`city`,`country_id`) VALUES (5,"city 50	",2);
INSERT INTO `rental`.`city` (`city_id`,`city`,`country_id`) VALUES (6,"city 40	",1);
INSERT INTO `rental`.`city` (`city_id`,`city`,`country_id`) VALUES (7,"city 30	",4);
INSERT INTO `rental`.`city` (`city_id`,`city`,`country_id`) VALUES (8,"city 20	",3);
INSERT INTO `rental`.`city` (`city_id`,`city`,`country_id`) VALUES (9,"city 10	",2);
INSERT INTO `rental`.`city` (`city_id`,`city`,`country_id`) VALUES (10,"city 00	",1);
INSERT INTO `rental`.`city` (`city_id`,`city`,`country_id`) VALUES (11,"city 91\n",3);
INSERT INTO `rental`.`city` (`city_id`,`city`,`country_id`) VALUES (12,"city 81\n",2);
INSERT INTO `rental`.`city` (`city_id`,`city`,`country_id`) VALUES (13,"city 71\n",1);
INSERT INTO `rental`.`city` (`city_id`,`city`,`country_id`) VALUES (14,"city 61\n",4);
INSERT INTO `rental`.`city` (`city_id`,`city`,`country_id`) VALUES (15,"city 51\n",3);
INSERT INTO `rental`.`city` (`city_id`,`city`,`country_id`) VALUES (16,"city 41\n",2);
INSERT INTO `rental`.`city` (`city_id`,`city`,`country_id`) VALUES (17,"city 31\n",1);
INSERT INTO `rental`.`city` (`city_id`,`city`,`country_id`) VALUES (18,"city 21\n",4);
INSERT INTO `rental`.`city` (`city_id`,`city`,`country_id`) VALUES (19,"city 11\n",3);
INSERT INTO `rental`.`city` (`city_id`,`city`,`country_id`) VALUES (20,"city 01\n",2);
INSERT INTO `rental`.`city` (`city_id`,`city`,`country_id`) VALUES (21,"city 92",4);
INSERT INTO `rental`.`city` (`city_id`,`city`,`country_id`) VALUES (22,"city 82",3);
INSERT INTO `rental`.`city` (`city_id`,`city`,`country_id`) VALUES (23,"city 72",2);
INSERT INTO `rental`.`city` (`city_id`,`city`,`country_id`) VALUES (24,"city 62",1);
INSERT INTO `rental`.`city` (`city_id`,`city`,`country_id`) VALUES (25,"city 52",4);
INSERT INTO `rental`.`city` (`city_id`,`city`,`country_id`) VALUES (26,"city 42",3);
INSERT INTO `rental`.`city` (`city_id`,`city`,`country_id`) VALUES (27,"city 32",2);
INSERT INTO `rental`.`city` (`city_id`,`city`,`country_id`) VALUES (28,"city 22",1);
INSERT INTO `rental`.`city` (`city_id`,`city`,`country_id`) VALUES (29,"city 12",4);
INSERT INTO `rental`.`city` (`city_id`,`city`,`country_id`) VALUES (30,"city 02",3);
INSERT INTO `rental`.`city` (`city_id`,`city`,`country_id`) VALUES (31,"city 93",1);
INSERT INTO `rental`.`city` (`city_id`,`city`,`country_id`) VALUES (32,"city 83",4);
INSERT INTO `rental`.`city` (`city_id`,`city`,`country_id`) VALUES (33,"city 73",3);
INSERT INTO `rental`.`city` (`city_id`,`city`,`country_id`) VALUES (34,"city 63",2);
INSERT INTO `rental`.`city` (`city_id`,`city`,`country_id`) VALUES (35,"city 53",1);
INSERT INTO `rental`.`city` (`city_id`,`city`,`country_id`) VALUES (36,"city 43",4);
INSERT INTO `rental`.`city` (`city_id`,`city`,`country_id`) VALUES (37,"city 33",3);
INSERT INTO `rental`.`city` (`city_id`,`city`,`country_id`) VALUES (38,"city 23",2);
INSERT INTO `rental`.`city` (`city_id`,`city`,`country_id`) VALUES (39,"city 13",1);
INSERT INTO `rental`.`city` (`city_id`,`city`,`country_id`) VALUES (40,"city 03",4);
INSERT INTO `rental`.`city` (`city_id`,`city`,`country_id`) VALUES (41,"city 94\r",2);
INSERT INTO `rental`.`city` (`city_id`,`city`,`country_id`) VALUES (42,"city 84\r",1);
INSERT INTO `rental`.`city` (`city_id`,`city`,`country_id`) VALUES (43,"city 74\r",4);
INSERT INTO `rental`.`city` (`city_id`,`city`,`country_id`) VALUES (44,"city 64\r",3);
INSERT INTO `rental`.`city` (`city_id`,`city`,`country_id`) VALUES (45,"city 54\r",2);
INSERT INTO `rental`.`city` (`city_id`,`city`,`country_id`) VALUES (46,"city 44\r",1);
INSERT INTO `rental`.`city` (`city_id`,`city`,`country_id`) VALUES (47,"city 34\r",4);
INSERT INTO `rental`.`city` (`city_id`,`city`,`country_id`) VALUES (48,"city 24\r",3);
INSERT INTO `rental`.`city` (`city_id`,`city`,`country_id`) VALUES (49,"city 14\r",2);
INSERT INTO `rental`.`city` (`city_id`,`city`,`country_id`) VALUES (50,"city 04\r",1);
INSERT INTO `rental`.`city` (`city_id`,`city`,`country_id`) VALUES (51,"city 95",3);
INSERT INTO `rental`.`city` (`city_id`,`city`,`country_id`) VALUES (52,"city 85",2);
INSERT INTO `rental`.`city` (`city_id`,`city`,`country_id`) VALUES (53,"city 75",1);
INSERT INTO `rental`.`city` (`city_id`,`city`,`country_id`) VALUES (54,"city 65",4);
INSERT INTO `rental`.`city` (`city_id`,`city`,`country_id`) VALUES (55,"city 55",3);
INSERT INTO `rental`.`city` (`city_id`,`city`,`country_id`) VALUES (56,"city 45",2);
INSERT INTO `rental`.`city` (`city_id`,`city`,`country_id`) VALUES (57,"city 35",1);
INSERT INTO `rental`.`city` (`city_id`,`city`,`country_id`) VALUES (58,"city 25",4);
INSERT INTO `rental`.`city` (`city_id`,`city`,`country_id`) VALUES (59,"city 15",3);
INSERT INTO `rental`.`city` (`city_id`,`city`,`country_id`) VALUES (60,"city 05",2);
INSERT INTO `rental`.`city` (`city_id`,`city`,`country_id`) VALUES (61,"city 96",4);
INSERT INTO `rental`.`city` (`city_id`,`city`,`country_id`) VALUES (62,"city 86",3);
INSERT INTO `rental`.`city` (`city_id`,`city`,`country_id`) VALUES (63,"city 76",2);
INSERT INTO `rental`.`city` (`city_id`,`city`,`country_id`) VALUES (64,"city 66",1);
INSERT INTO `rental`.`city` (`city_id`,`city`,`country_id`) VALUES (65,"city 56",4);
INSERT INTO `rental`.`city` (`city_id`,`city`,`country_id`) VALUES (66,"city 46",3);
INSERT INTO `rental`.`city` (`city_id`,`city`,`country_id`) VALUES (67,"city 36",2);
INSERT INTO `rental`.`city` (`city_id`,`city`,`country_id`) VALUES (68,"city 26",1);
INSERT INTO `rental`.`city` (`city_id`,`city`,`country_id`) VALUES (69,"city 16",4);
INSERT INTO `rental`.`city` (`city_id`,`city`,`country_id`) VALUES (70,"city 06",3);
INSERT INTO `rental`.`city` (`city_id`,`city`,`country_id`) VALUES (71,"city 97",1);
INSERT INTO `rental`.`city` (`city_id`,`city`,`country_id`) VALUES (72,"city 87",4);
INSERT INTO `rental`.`city` (`city_id`,`city`,`country_id`) VALUES (73,"city 77",3);
INSERT INTO `rental`.`city` (`city_id`,`city`,`country_id`) VALUES (74,"city 67",2);
INSERT INTO `rental`.`city` (`city_id`,`city`,`country_id`) VALUES (75,"city 57",1);
INSERT INTO `rental`.`city` (`city_id`,`city`,`country_id`) VALUES (76,"city 47",4);
INSERT INTO `rental`.`city` (`city_id`,`city`,`country_id`) VALUES (77,"city 37",3);
INSERT INTO `rental`.`city` (`city_id`,`city`,`country_id`) VALUES (78,"city 27",2);
INSERT INTO `rental`.`city` (`city_id`,`city`,`country_id`) VALUES (79,"city 17",1);
INSERT INTO `rental`.`city` (`city_id`,`city`,`country_id`) VALUES (80,"city 07",4);
INSERT INTO `rental`.`city` (`city_id`,`city`,`country_id`) VALUES (81,"city 98",2);
INSERT INTO `rental`.`city` (`city_id`,`city`,`country_id`) VALUES (82,"city 88",1);
INSERT INTO `rental`.`city` (`city_id`,`city`,`country_id`) VALUES (83,"city 78",4);
INSERT INTO `rental`.`city` (`city_id`,`city`,`country_id`) VALUES (84,"city 68",3);
INSERT INTO `rental`.`city` (`city_id`,`city`,`country_id`) VALUES (85,"city 58",2);
INSERT INTO `rental`.`city` (`city_id`,`city`,`country_id`) VALUES (86,"city 48",1);
INSERT INTO `rental`.`city` (`city_id`,`city`,`country_id`) VALUES (87,"city 38",4);
INSERT INTO `rental`.`city` (`city_id`,`city`,`country_id`) VALUES (88,"city 28",3);
INSERT INTO `rental`.`city` (`city_id`,`city`,`country_id`) VALUES (89,"city 18",2);
INSERT INTO `rental`.`city` (`city_id`,`city`,`country_id`) VALUES (90,"city 08",1);
INSERT INTO `rental`.`city` (`city_id`,`city`,`country_id`) VALUES (91,"city 99",3);
INSERT INTO `rental`.`city` (`city_id`,`city`,`country_id`) VALUES (92,"city 89",2);
INSERT INTO `rental`.`city` (`city_id`,`city`,`country_id`) VALUES (93,"city 79",1);
INSERT INTO `rental`.`city` (`city_id`,`city`,`country_id`) VALUES (94,"city 69",4);
INSERT INTO `rental`.`city` (`city_id`,`city`,`country_id`) VALUES (95,"city 59",3);
INSERT INTO `rental`.`city` (`city_id`,`city`,`country_id`) VALUES (96,"city 49",2);
INSERT INTO `rental`.`city` (`city_id`,`city`,`country_id`) VALUES (97,"city 39",1);
INSERT INTO `rental`.`city` (`city_id`,`city`,`country_id`) VALUES (98,"city 29",4);
INSERT INTO `rental`.`city` (`city_id`,`city`,`country_id`) VALUES (99,"city 19",3);
INSERT INTO `rental`.`city` (`city_id`,`city`,`country_id`) VALUES (100,"city 09",2);
DROP TABLE IF EXISTS `rental`.`clerk`;
USE `rental`;
CREATE TABLE `rental`.`clerk` (
  `clerk_id` tinyint unsigned NOT NULL AUTO_INCREMENT,
  `name` varchar(45) COLLATE utf8mb4_general_ci NOT NULL,
  `picture` blob,
  `shop_id` tinyint unsigned NOT NULL,
  `active` tinyint(1) NOT NULL DEFAULT '1',
  `boss` tinyint unsigned DEFAULT NULL,
  `password` varchar(40) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin DEFAULT NULL,
  PRIMARY KEY (`clerk_id`),
  KEY `shop_id` (`shop_id`),
  KEY `boss` (`boss`),
  CONSTRAINT `clerk_boss` FOREIGN KEY (`boss`) REFERENCES `clerk` (`clerk_id`) ON DELETE SET NULL,
  CONSTRAINT `clerk_shop` FOREIGN KEY (`shop_id`) REFERENCES `shop` (`shop_id`)
) ENGINE=InnoDB AUTO_INCREMENT=4 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;
INSERT INTO `rental`.`clerk` (`clerk_id`,`name`,`picture`,`shop_id`,`active`,`boss`,`password`) VALUES (1,"Zoë",0x89504E470D0A1A0A00275C00FF0922,1,1,NULL,"a\'b\"c");
INSERT INTO `rental`.`clerk` (`clerk_id`,`name`,`picture`,`shop_id`,`active`,`boss`,`password`) VALUES (2,"Jürgen",NULL,2,0,1,NULL);
INSERT INTO `rental`.`clerk` (`clerk_id`,`name`,`picture`,`shop_id`,`active`,`boss`,`password`) VALUES (3,'','',2,1,2,'');
DROP VIEW IF EXISTS `rental`.`clerks`;
CREATE VIEW `rental`.`clerks` AS SELECT
 1 AS `clerk_id`,
 1 AS `name`,
 1 AS `line`,
 1 AS `location`;
DROP TABLE IF EXISTS `rental`.`country`;
USE `rental`;
CREATE TABLE `rental`.`country` (
  `country_id` smallint unsigned NOT NULL AUTO_INCREMENT,
  `country` varchar(50) NOT NULL,
  PRIMARY KEY (`country_id`)
) ENGINE=InnoDB AUTO_INCREMENT=5 DEFAULT CHARSET=latin1;
INSERT INTO `rental`.`country` (`country_id`,`country`) VALUES (1,"Côte d\'Ivoire");
INSERT INTO `rental`.`country` (`country_id`,`country`) VALUES (2,"Österreich");
INSERT INTO `rental`.`country` (`country_id`,`country`) VALUES (3,"São Tomé");
INSERT INTO `rental`.`country` (`country_id`,`country`) VALUES (4,"\"quoted\" \\ back");
DROP TABLE IF EXISTS `rental`.`digits`;
USE `rental`;
CREATE TABLE `rental`.`digits` (
  `d` int NOT NULL,
  PRIMARY KEY (`d`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;
INSERT INTO `rental`.`digits` (`d`) VALUES (0);
INSERT INTO `rental`.`digits` (`d`) VALUES (1);
INSERT INTO `rental`.`digits` (`d`) VALUES (2);
INSERT INTO `rental`.`digits` (`d`) VALUES (3);
INSERT INTO `rental`.`digits` (`d`) VALUES (4);
INSERT INTO `rental`.`digits` (`d`) VALUES (5);
INSERT INTO `rental`.`digits` (`d`) VALUES (6);
INSERT INTO `rental`.`digits` (`d`) VALUES (7);
INSERT INTO `rental`.`digits` (`d`) VALUES (8);
INSERT INTO `rental`.`digits` (`d`) VALUES (9);
DROP TABLE IF EXISTS `rental`.`film`;
USE `rental`;
CREATE TABLE `rental`.`film` (
  `film_id` smallint unsigned NOT NULL AUTO_INCREMENT,
  `title` varchar(128) COLLATE utf8mb4_general_ci NOT NULL,
  `description` text COLLATE utf8mb4_general_ci,
  `made` year DEFAULT NULL,
  `tongue_id` tinyint unsigned NOT NULL,
  `original_id` tinyint unsigned DEFAULT NULL,
  `duration` tinyint unsigned NOT NULL DEFAULT '3',
  `rate` decimal(4,2) NOT NULL DEFAULT '4.99',
  `rating` enum('G','PG','PG-13','R','NC-17') COLLATE utf8mb4_general_ci DEFAULT 'G',
  `features` set('Trailers','Commentaries','Deleted Scenes','it''s') COLLATE utf8mb4_general_ci DEFAULT NULL,
  PRIMARY KEY (`film_id`),
  KEY `by_title` (`title`(20)),
  KEY `by_tongue` (`tongue_id`),
  KEY `by_original` (`original_id`),
  CONSTRAINT `film_original` FOREIGN KEY (`original_id`) REFERENCES `tongue` (`tongue_id`),
  CONSTRAINT `film_tongue` FOREIGN KEY (`tongue_id`) REFERENCES `tongue` (`tongue_id`)
) ENGINE=InnoDB AUTO_INCREMENT=8 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;
INSERT INTO `rental`.`film` (`film_id`,`title`,`description`,`made`,`tongue_id`,`original_id`,`duration`,`rate`,`rating`,`features`) VALUES (1,"FILM 0","A tale of \'0\' \\% \r\n",1999,0,0,0,0.00,"G",'');
INSERT INTO `rental`.`film` (`film_id`,`title`,`description`,`made`,`tongue_id`,`original_id`,`duration`,`rate`,`rating`,`features`) VALUES (2,"FILM 1","A long; -- tale of \'1\' \\% \r\n",2000,1,1,1,1.10,"PG","Trailers");
INSERT INTO `rental`.`film` (`film_id`,`title`,`description`,`made`,`tongue_id`,`original_id`,`duration`,`rate`,`rating`,`features`) VALUES (3,"FILM 2","A long; -- long; -- tale of \'2\' \\% \r\n",2001,2,2,2,2.20,"PG-13","Commentaries");
INSERT INTO `rental`.`film` (`film_id`,`title`,`description`,`made`,`tongue_id`,`original_id`,`duration`,`rate`,`rating`,`features`) VALUES (4,"FILM 3","A long; -- long; -- long; -- tale of \'3\' \\% \r\n",2002,3,3,3,3.30,"R","Trailers,Commentaries");
INSERT INTO `rental`.`film` (`film_id`,`title`,`description`,`made`,`tongue_id`,`original_id`,`duration`,`rate`,`rating`,`features`) VALUES (5,"FILM 4","A long; -- long; -- long; -- long; -- tale of \'4\' \\% \r\n",2003,0,NULL,4,4.40,"NC-17","Deleted Scenes");
INSERT INTO `rental`.`film` (`film_id`,`title`,`description`,`made`,`tongue_id`,`original_id`,`duration`,`rate`,`rating`,`features`) VALUES (6,"FILM 5","A long; -- long; -- long; -- long; -- long; -- tale of \'5\' \\% \r\n",2004,1,0,5,5.50,"G","Trailers,Deleted Scenes");
DELIMITER //
/*!50017 CREATE*/ /*!50003 DEFINER=`root`@`localhost`*/ /*!50017 TRIGGER `rental`.`film_ai` AFTER INSERT ON `film` FOR EACH ROW BEGIN INSERT INTO film_text (film_id, title, description) VALUES (NEW.film_id, NEW.title, NEW.description); END */
//
DELIMITER ;
;
DELIMITER //
/*!50017 CREATE*/ /*!50003 DEFINER=`root`@`localhost`*/ /*!50017 TRIGGER `rental`.`film_au` AFTER UPDATE ON `film` FOR EACH ROW BEGIN
  
  IF (OLD.title <> NEW.title) OR (OLD.description <> NEW.description) THEN UPDATE film_text SET title = NEW.title, description = NEW.description WHERE film_id = OLD.film_id; END IF;
END */
//
DELIMITER ;
;
DELIMITER //
/*!50017 CREATE*/ /*!50003 DEFINER=`root`@`localhost`*/ /*!50017 TRIGGER `rental`.`film_ad` AFTER DELETE ON `film` FOR EACH ROW DELETE FROM film_text WHERE film_id = OLD.film_id */
//
DELIMITER ;
;
DROP VIEW IF EXISTS `rental`.`film_list`;
CREATE VIEW `rental`.`film_list` AS SELECT
 1 AS `id`,
 1 AS `title`,
 1 AS `in; tongue`;
DROP TABLE IF EXISTS `rental`.`film_text`;
USE `rental`;
CREATE TABLE `rental`.`film_text` (
  `film_id` smallint unsigned NOT NULL,
  `title` varchar(255) COLLATE utf8mb4_general_ci NOT NULL,
  `description` text COLLATE utf8mb4_general_ci,
  PRIMARY KEY (`film_id`),
  FULLTEXT KEY `words` (`title`,`description`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;
INSERT INTO `rental`.`film_text` (`film_id`,`title`,`description`) VALUES (1,"FILM 0","A tale of \'0\' \\% \r\n");
INSERT INTO `rental`.`film_text` (`film_id`,`title`,`description`) VALUES (2,"FILM 1","A long; -- tale of \'1\' \\% \r\n");
INSERT INTO `rental`.`film_text` (`film_id`,`title`,`description`) VALUES (3,"FILM 2","A long; -- long; -- tale of \'2\' \\% \r\n");
INSERT INTO `rental`.`film_text` (`film_id`,`title`,`description`) VALUES (4,"FILM 3","A long; -- long; -- long; -- tale of \'3\' \\% \r\n");
INSERT INTO `rental`.`film_text` (`film_id`,`title`,`description`) VALUES (5,"FILM 4","A long; -- long; -- long; -- long; -- tale of \'4\' \\% \r\n");
INSERT INTO `rental`.`film_text` (`film_id`,`title`,`description`) VALUES (6,"FILM 5","A long; -- long; -- long; -- long; -- long; -- tale of \'5\' \\% \r\n");
DROP TABLE IF EXISTS `rental`.`loan`;
USE `rental`;
CREATE TABLE `rental`.`loan` (
  `loan_id` int NOT NULL AUTO_INCREMENT,
  `at` datetime NOT NULL,
  `film_id` smallint unsigned NOT NULL,
  `clerk_id` tinyint unsigned NOT NULL,
  `back` datetime DEFAULT NULL,
  `paid` decimal(5,2) DEFAULT NULL,
  `changed` timestamp NULL DEFAULT NULL,
  PRIMARY KEY (`loan_id`),
  UNIQUE KEY `once` (`at`,`film_id`,`clerk_id`),
  KEY `film_id` (`film_id`),
  KEY `clerk_id` (`clerk_id`),
  CONSTRAINT `loan_clerk` FOREIGN KEY (`clerk_id`) REFERENCES `clerk` (`clerk_id`),
  CONSTRAINT `loan_film` FOREIGN KEY (`film_id`) REFERENCES `film` (`film_id`)
) ENGINE=InnoDB AUTO_INCREMENT=64 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;
INSERT INTO `rental`.`loan` (`loan_id`,`at`,`film_id`,`clerk_id`,`back`,`paid`,`changed`) VALUES (1,"2005-05-27 00:53:30",6,3,"2005-07-21 12:00:00",0.52,"2024-04-02 03:30:00");
INSERT INTO `rental`.`loan` (`loan_id`,`at`,`film_id`,`clerk_id`,`back`,`paid`,`changed`) VALUES (2,"2005-05-26 14:53:30",5,2,NULL,0.41,"2024-04-01 17:30:00");
INSERT INTO `rental`.`loan` (`loan_id`,`at`,`film_id`,`clerk_id`,`back`,`paid`,`changed`) VALUES (3,"2005-05-26 04:53:30",4,1,"2005-07-01 12:00:00",0.31,"2024-04-01 07:30:00");
INSERT INTO `rental`.`loan` (`loan_id`,`at`,`film_id`,`clerk_id`,`back`,`paid`,`changed`) VALUES (4,"2005-05-25 18:53:30",3,3,NULL,0.21,"2024-03-31 21:30:00");
INSERT INTO `rental`.`loan` (`loan_id`,`at`,`film_id`,`clerk_id`,`back`,`paid`,`changed`) VALUES (5,"2005-05-25 08:53:30",2,2,"2005-06-11 12:00:00",0.10,"2024-03-31 11:30:00");
INSERT INTO `rental`.`loan` (`loan_id`,`at`,`film_id`,`clerk_id`,`back`,`paid`,`changed`) VALUES (6,"2005-05-24 22:53:30",1,1,NULL,0.00,"2024-03-31 01:30:00");
INSERT INTO `rental`.`loan` (`loan_id`,`at`,`film_id`,`clerk_id`,`back`,`paid`,`changed`) VALUES (7,"2005-05-27 01:53:30",6,1,"2005-07-22 12:00:00",0.53,"2024-04-02 04:30:00");
INSERT INTO `rental`.`loan` (`loan_id`,`at`,`film_id`,`clerk_id`,`back`,`paid`,`changed`) VALUES (8,"2005-05-26 15:53:30",5,3,"2005-07-12 12:00:00",0.42,"2024-04-01 18:30:00");
INSERT INTO `rental`.`loan` (`loan_id`,`at`,`film_id`,`clerk_id`,`back`,`paid`,`changed`) VALUES (9,"2005-05-26 05:53:30",4,2,"2005-07-02 12:00:00",0.32,"2024-04-01 08:30:00");
INSERT INTO `rental`.`loan` (`loan_id`,`at`,`film_id`,`clerk_id`,`back`,`paid`,`changed`) VALUES (10,"2005-05-25 19:53:30",3,1,"2005-06-22 12:00:00",0.22,"2024-03-31 22:30:00");
INSERT INTO `rental`.`loan` (`loan_id`,`at`,`film_id`,`clerk_id`,`back`,`paid`,`changed`) VALUES (11,"2005-05-25 09:53:30",2,3,"2005-06-12 12:00:00",0.11,"2024-03-31 12:30:00");
INSERT INTO `rental`.`loan` (`loan_id`,`at`,`film_id`,`clerk_id`,`back`,`paid`,`changed`) VALUES (12,"2005-05-24 23:53:30",1,2,"2005-06-02 12:00:00",0.01,"2024-03-31 02:30:00");
INSERT INTO `rental`.`loan` (`loan_id`,`at`,`film_id`,`clerk_id`,`back`,`paid`,`changed`) VALUES (13,"2005-05-27 02:53:30",6,2,NULL,0.54,"2024-04-02 05:30:00");
INSERT INTO `rental`.`loan` (`loan_id`,`at`,`film_id`,`clerk_id`,`back`,`paid`,`changed`) VALUES (14,"2005-05-26 16:53:30",5,1,"2005-07-13 12:00:00",0.43,"2024-04-01 19:30:00");
INSERT INTO `rental`.`loan` (`loan_id`,`at`,`film_id`,`clerk_id`,`back`,`paid`,`changed`) VALUES (15,"2005-05-26 06:53:30",4,3,NULL,0.33,"2024-04-01 09:30:00");
INSERT INTO `rental`.`loan` (`loan_id`,`at`,`film_id`,`clerk_id`,`back`,`paid`,`changed`) VALUES (16,"2005-05-25 20:53:30",3,2,"2005-06-23 12:00:00",0.23,"2024-03-31 23:30:00");
INSERT INTO `rental`.`loan` (`loan_id`,`at`,`film_id`,`clerk_id`,`back`,`paid`,`changed`) VALUES (17,"2005-05-25 10:53:30",2,1,NULL,0.12,"2024-03-31 13:30:00");
INSERT INTO `rental`.`loan` (`loan_id`,`at`,`film_id`,`clerk_id`,`back`,`paid`,`changed`) VALUES (18,"2005-05-25 00:53:30",1,3,"2005-06-03 12:00:00",0.02,"2024-03-31 03:30:00");
INSERT INTO `rental`.`loan` (`loan_id`,`at`,`film_id`,`clerk_id`,`back`,`paid`,`changed`) VALUES (19,"2005-05-27 03:53:30",6,3,"2005-07-24 12:00:00",0.55,"2024-04-02 06:30:00");
INSERT INTO `rental`.`loan` (`loan_id`,`at`,`film_id`,`clerk_id`,`back`,`paid`,`changed`) VALUES (20,"2005-05-26 17:53:30",5,2,"2005-07-14 12:00:00",0.44,"2024-04-01 20:30:00");
INSERT INTO `rental`.`loan` (`loan_id`,`at`,`film_id`,`clerk_id`,`back`,`paid`,`changed`) VALUES (21,"2005-05-26 07:53:30",4,1,"2005-07-04 12:00:00",0.34,"2024-04-01 10:30:00");
INSERT INTO `rental`.`loan` (`loan_id`,`at`,`film_id`,`clerk_id`,`back`,`paid`,`changed`) VALUES (22,"2005-05-25 21:53:30",3,3,"2005-06-24 12:00:00",0.24,"2024-04-01 00:30:00");
INSERT INTO `rental`.`loan` (`loan_id`,`at`,`film_id`,`clerk_id`,`back`,`paid`,`changed`) VALUES (23,"2005-05-25 11:53:30",2,2,"2005-06-14 12:00:00",0.13,"2024-03-31 14:30:00");
INSERT INTO `rental`.`loan` (`loan_id`,`at`,`film_id`,`clerk_id`,`back`,`paid`,`changed`) VALUES (24,"2005-05-25 01:53:30",1,1,"2005-06-04 12:00:00",0.03,"2024-03-31 04:30:00");
INSERT INTO `rental`.`loan` (`loan_id`,`at`,`film_id`,`clerk_id`,`back`,`paid`,`changed`) VALUES (25,"2005-05-27 04:53:30",6,1,"2005-07-25 12:00:00",0.56,"2024-04-02 07:30:00");
INSERT INTO `rental`.`loan` (`loan_id`,`at`,`film_id`,`clerk_id`,`back`,`paid`,`changed`) VALUES (26,"2005-05-26 18:53:30",5,3,NULL,0.45,"2024-04-01 21:30:00");
INSERT INTO `rental`.`loan` (`loan_id`,`at`,`film_id`,`clerk_id`,`back`,`paid`,`changed`) VALUES (27,"2005-05-26 08:53:30",4,2,"2005-07-05 12:00:00",0.35,"2024-04-01 11:30:00");
INSERT INTO `rental`.`loan` (`loan_id`,`at`,`film_id`,`clerk_id`,`back`,`paid`,`changed`) VALUES (28,"2005-05-25 22:53:30",3,1,NULL,0.25,"2024-04-01 01:30:00");
INSERT INTO `rental`.`loan` (`loan_id`,`at`,`film_id`,`clerk_id`,`back`,`paid`,`changed`) VALUES (29,"2005-05-25 12:53:30",2,3,"2005-06-15 12:00:00",0.14,"2024-03-31 15:30:00");
INSERT INTO `rental`.`loan` (`loan_id`,`at`,`film_id`,`clerk_id`,`back`,`paid`,`changed`) VALUES (30,"2005-05-25 02:53:30",1,2,NULL,0.04,"2024-03-31 05:30:00");
INSERT INTO `rental`.`loan` (`loan_id`,`at`,`film_id`,`clerk_id`,`back`,`paid`,`changed`) VALUES (31,"2005-05-27 05:53:30",6,2,"2005-07-26 12:00:00",0.57,"2024-04-02 08:30:00");
INSERT INTO `rental`.`loan` (`loan_id`,`at`,`film_id`,`clerk_id`,`back`,`paid`,`changed`) VALUES (32,"2005-05-26 19:53:30",5,1,"2005-07-16 12:00:00",0.46,"2024-04-01 22:30:00");
INSERT INTO `rental`.`loan` (`loan_id`,`at`,`film_id`,`clerk_id`,`back`,`paid`,`changed`) VALUES (33,"2005-05-26 09:53:30",4,3,"2005-07-06 12:00:00",0.36,"2024-04-01 12:30:00");
INSERT INTO `rental`.`loan` (`loan_id`,`at`,`film_id`,`clerk_id`,`back`,`paid`,`changed`) VALUES (34,"2005-05-25 23:53:30",3,2,"2005-06-26 12:00:00",0.26,"2024-04-01 02:30:00");
INSERT INTO `rental`.`loan` (`loan_id`,`at`,`film_id`,`clerk_id`,`back`,`paid`,`changed`) VALUES (35,"2005-05-25 13:53:30",2,1,"2005-06-16 12:00:00",0.15,"2024-03-31 16:30:00");
INSERT INTO `rental`.`loan` (`loan_id`,`at`,`film_id`,`clerk_id`,`back`,`paid`,`changed`) VALUES (36,"2005-05-25 03:53:30",1,3,"2005-06-06 12:00:00",0.05,"2024-03-31 06:30:00");
INSERT INTO `rental`.`loan` (`loan_id`,`at`,`film_id`,`clerk_id`,`back`,`paid`,`changed`) VALUES (37,"2005-05-27 06:53:30",6,3,NULL,0.58,"2024-04-02 09:30:00");
INSERT INTO `rental`.`loan` (`loan_id`,`at`,`film_id`,`clerk_id`,`back`,`paid`,`changed`) VALUES (38,"2005-05-26 20:53:30",5,2,"2005-07-17 12:00:00",0.47,"2024-04-01 23:30:00");
INSERT INTO `rental`.`loan` (`loan_id`,`at`,`film_id`,`clerk_id`,`back`,`paid`,`changed`) VALUES (39,"2005-05-26 10:53:30",4,1,NULL,0.37,"2024-04-01 13:30:00");
INSERT INTO `rental`.`loan` (`loan_id`,`at`,`film_id`,`clerk_id`,`back`,`paid`,`changed`) VALUES (40,"2005-05-26 00:53:30",3,3,"2005-06-27 12:00:00",0.27,"2024-04-01 03:30:00");
INSERT INTO `rental`.`loan` (`loan_id`,`at`,`film_id`,`clerk_id`,`back`,`paid`,`changed`) VALUES (41,"2005-05-25 14:53:30",2,2,NULL,0.16,"2024-03-31 17:30:00");
INSERT INTO `rental`.`loan` (`loan_id`,`at`,`film_id`,`clerk_id`,`back`,`paid`,`changed`) VALUES (42,"2005-05-25 04:53:30",1,1,"2005-06-07 12:00:00",0.06,"2024-03-31 07:30:00");
INSERT INTO `rental`.`loan` (`loan_id`,`at`,`film_id`,`clerk_id`,`back`,`paid`,`changed`) VALUES (43,"2005-05-27 07:53:30",6,1,"2005-07-28 12:00:00",0.59,"2024-04-02 10:30:00");
INSERT INTO `rental`.`loan` (`loan_id`,`at`,`film_id`,`clerk_id`,`back`,`paid`,`changed`) VALUES (44,"2005-05-26 21:53:30",5,3,"2005-07-18 12:00:00",0.48,"2024-04-02 00:30:00");
INSERT INTO `rental`.`loan` (`loan_id`,`at`,`film_id`,`clerk_id`,`back`,`paid`,`changed`) VALUES (45,"2005-05-26 11:53:30",4,2,"2005-07-08 12:00:00",0.38,"2024-04-01 14:30:00");
INSERT INTO `rental`.`loan` (`loan_id`,`at`,`film_id`,`clerk_id`,`back`,`paid`,`changed`) VALUES (46,"2005-05-26 01:53:30",3,1,"2005-06-28 12:00:00",0.28,"2024-04-01 04:30:00");
INSERT INTO `rental`.`loan` (`loan_id`,`at`,`film_id`,`clerk_id`,`back`,`paid`,`changed`) VALUES (47,"2005-05-25 15:53:30",2,3,"2005-06-18 12:00:00",0.18,"2024-03-31 18:30:00");
INSERT INTO `rental`.`loan` (`loan_id`,`at`,`film_id`,`clerk_id`,`back`,`paid`,`changed`) VALUES (48,"2005-05-25 05:53:30",1,2,"2005-06-08 12:00:00",0.07,"2024-03-31 08:30:00");
INSERT INTO `rental`.`loan` (`loan_id`,`at`,`film_id`,`clerk_id`,`back`,`paid`,`changed`) VALUES (49,"2005-05-27 08:53:30",6,2,"2005-07-29 12:00:00",0.60,"2024-04-02 11:30:00");
INSERT INTO `rental`.`loan` (`loan_id`,`at`,`film_id`,`clerk_id`,`back`,`paid`,`changed`) VALUES (50,"2005-05-26 22:53:30",5,1,NULL,0.49,"2024-04-02 01:30:00");
INSERT INTO `rental`.`loan` (`loan_id`,`at`,`film_id`,`clerk_id`,`back`,`paid`,`changed`) VALUES (51,"2005-05-26 12:53:30",4,3,"2005-07-09 12:00:00",0.39,"2024-04-01 15:30:00");
INSERT INTO `rental`.`loan` (`loan_id`,`at`,`film_id`,`clerk_id`,`back`,`paid`,`changed`) VALUES (52,"2005-05-26 02:53:30",3,2,NULL,0.29,"2024-04-01 05:30:00");
INSERT INTO `rental`.`loan` (`loan_id`,`at`,`film_id`,`clerk_id`,`back`,`paid`,`changed`) VALUES (53,"2005-05-25 16:53:30",2,1,"2005-06-19 12:00:00",0.19,"2024-03-31 19:30:00");
INSERT INTO `rental`.`loan` (`loan_id`,`at`,`film_id`,`clerk_id`,`back`,`paid`,`changed`) VALUES (54,"2005-05-25 06:53:30",1,3,NULL,0.08,"2024-03-31 09:30:00");
INSERT INTO `rental`.`loan` (`loan_id`,`at`,`film_id`,`clerk_id`,`back`,`paid`,`changed`) VALUES (55,"2005-05-27 09:53:30",6,3,"2005-07-30 12:00:00",0.61,"2024-04-02 12:30:00");
INSERT INTO `rental`.`loan` (`loan_id`,`at`,`film_id`,`clerk_id`,`back`,`paid`,`changed`) VALUES (56,"2005-05-26 23:53:30",5,2,"2005-07-20 12:00:00",0.51,"2024-04-02 02:30:00");
INSERT INTO `rental`.`loan` (`loan_id`,`at`,`film_id`,`clerk_id`,`back`,`paid`,`changed`) VALUES (57,"2005-05-26 13:53:30",4,1,"2005-07-10 12:00:00",0.40,"2024-04-01 16:30:00");
INSERT INTO `rental`.`loan` (`loan_id`,`at`,`film_id`,`clerk_id`,`back`,`paid`,`changed`) VALUES (58,"2005-05-26 03:53:30",3,3,"2005-06-30 12:00:00",0.30,"2024-04-01 06:30:00");
INSERT INTO `rental`.`loan` (`loan_id`,`at`,`film_id`,`clerk_id`,`back`,`paid`,`changed`) VALUES (59,"2005-05-25 17:53:30",2,2,"2005-06-20 12:00:00",0.20,"2024-03-31 20:30:00");
INSERT INTO `rental`.`loan` (`loan_id`,`at`,`film_id`,`clerk_id`,`back`,`paid`,`changed`) VALUES (60,"2005-05-25 07:53:30",1,1,"2005-06-10 12:00:00",0.09,"2024-03-31 10:30:00");
DELIMITER //
/*!50017 CREATE*/ /*!50003 DEFINER=`root`@`localhost`*/ /*!50017 TRIGGER `rental`.`loan_bi` BEFORE INSERT ON `loan` FOR EACH ROW SET NEW.paid = IFNULL(NEW.paid, 0) */
//
DELIMITER ;
;
DROP VIEW IF EXISTS `rental`.`numbers`;
CREATE VIEW `rental`.`numbers` AS SELECT
 1 AS `n`;
DROP VIEW IF EXISTS `rental`.`rated`;
CREATE VIEW `rental`.`rated` AS SELECT
 1 AS `film_id`,
 1 AS `rating`;
DROP VIEW IF EXISTS `rental`.`sales`;
CREATE VIEW `rental`.`sales` AS SELECT
 1 AS `clerk_id`,
 1 AS `total`,
 1 AS `s`;
DROP TABLE IF EXISTS `rental`.`shop`;
USE `rental`;
CREATE TABLE `rental`.`shop` (
  `shop_id` tinyint unsigned NOT NULL AUTO_INCREMENT,
  `manager_id` tinyint unsigned NOT NULL,
  `address_id` smallint unsigned NOT NULL,
  PRIMARY KEY (`shop_id`),
  UNIQUE KEY `one_manager` (`manager_id`),
  KEY `address_id` (`address_id`),
  CONSTRAINT `shop_address` FOREIGN KEY (`address_id`) REFERENCES `address` (`address_id`),
  CONSTRAINT `shop_clerk` FOREIGN KEY (`manager_id`) REFERENCES `clerk` (`clerk_id`) ON UPDATE CASCADE
) ENGINE=InnoDB AUTO_INCREMENT=3 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;
INSERT INTO `rental`.`shop` (`shop_id`,`manager_id`,`address_id`) VALUES (1,1,3);
INSERT INTO `rental`.`shop` (`shop_id`,`manager_id`,`address_id`) VALUES (2,2,4);
DROP TABLE IF EXISTS `rental`.`tongue`;
USE `rental`;
CREATE TABLE `rental`.`tongue` (
  `tongue_id` tinyint unsigned NOT NULL AUTO_INCREMENT,
  `name` char(20) COLLATE utf8mb4_general_ci NOT NULL,
  `last_update` timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP,
  PRIMARY KEY (`tongue_id`)
) ENGINE=InnoDB AUTO_INCREMENT=4 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;
INSERT INTO `rental`.`tongue` (`tongue_id`,`name`,`last_update`) VALUES (0,"keine","2006-02-15 05:02:19");
INSERT INTO `rental`.`tongue` (`tongue_id`,`name`,`last_update`) VALUES (1,"Español","2006-02-15 05:02:19");
INSERT INTO `rental`.`tongue` (`tongue_id`,`name`,`last_update`) VALUES (2,"Русский","2024-03-31 01:30:00");
INSERT INTO `rental`.`tongue` (`tongue_id`,`name`,`last_update`) VALUES (3,"日本語","2024-10-27 00:30:00");
DELIMITER //
CREATE DEFINER=`root`@`localhost` FUNCTION `rental`.`balance`(clerk INT, until DATETIME) RETURNS decimal(5,2)
    READS SQL DATA
    DETERMINISTIC
    COMMENT 'what''s owed'
BEGIN DECLARE total DECIMAL(5,2); SELECT IFNULL(SUM(paid), 0) INTO total FROM loan WHERE clerk_id = clerk AND at <= until; RETURN total; END//
DELIMITER ;
;
DELIMITER //
CREATE DEFINER=`root`@`localhost` FUNCTION `rental`.`in_stock`(film INT) RETURNS tinyint(1)
    READS SQL DATA
BEGIN DECLARE n INT; SELECT COUNT(*) INTO n FROM loan WHERE film_id = film AND back IS NULL; IF n > 0 THEN RETURN FALSE; ELSE RETURN TRUE; END IF; END//
DELIMITER ;
;
DELIMITER //
CREATE DEFINER=`root`@`localhost` PROCEDURE `rental`.`report`(IN least TINYINT UNSIGNED, IN word VARCHAR(20) CHARACTER SET latin1, OUT n INT)
    READS SQL DATA
    COMMENT 'Größe; "x"'
proc: BEGIN
  DECLARE done INT DEFAULT 0;
  DECLARE c CURSOR FOR SELECT film_id FROM film WHERE title LIKE CONCAT('%', word, '%');
  DECLARE CONTINUE HANDLER FOR NOT FOUND SET done = 1;
  IF least = 0 THEN SELECT 'at least one; or more'; LEAVE proc; END IF;
  CREATE TEMPORARY TABLE found (id INT NOT NULL PRIMARY KEY);
  OPEN c; FETCH c INTO n; CLOSE c;
  SELECT COUNT(*) FROM film_text INTO n; 
  DROP TABLE found;
END//
DELIMITER ;
;
DELIMITER //
CREATE DEFINER=`root`@`localhost` EVENT `rental`.`tidy` ON SCHEDULE EVERY 1 DAY STARTS '2035-01-01 00:00:00' ON COMPLETION PRESERVE ENABLE COMMENT 'daily; "ü"' DO BEGIN DELETE FROM loan WHERE back < '1990-01-01'; END//
DELIMITER ;
;
DROP VIEW IF EXISTS `rental`.`a first`;
CREATE ALGORITHM=UNDEFINED DEFINER=`root`@`localhost` SQL SECURITY INVOKER VIEW `rental`.`a first` AS select `l`.`loan_id` AS `loan_id`,`rental`.`f`.`title` AS `title` from (`rental`.`loan` `l` join `rental`.`film_list` `f` on((`rental`.`f`.`id` = `l`.`film_id`))) where (`l`.`back` is null);
DROP VIEW IF EXISTS `rental`.`clerks`;
CREATE ALGORITHM=UNDEFINED DEFINER=`root`@`localhost` SQL SECURITY DEFINER VIEW `rental`.`clerks` AS select `c`.`clerk_id` AS `clerk_id`,`c`.`name` AS `name`,`a`.`line` AS `line`,`a`.`location` AS `location` from ((`rental`.`clerk` `c` join `rental`.`shop` `s` on((`s`.`shop_id` = `c`.`shop_id`))) join `rental`.`address` `a` on((`a`.`address_id` = `s`.`address_id`)));
DROP VIEW IF EXISTS `rental`.`film_list`;
CREATE ALGORITHM=UNDEFINED DEFINER=`root`@`localhost` SQL SECURITY DEFINER VIEW `rental`.`film_list` AS select `f`.`film_id` AS `id`,`f`.`title` AS `title`,`t`.`name` AS `in; tongue` from (`rental`.`film` `f` left join `rental`.`tongue` `t` on((`t`.`tongue_id` = `f`.`tongue_id`)));
DROP VIEW IF EXISTS `rental`.`numbers`;
CREATE ALGORITHM=UNDEFINED DEFINER=`root`@`localhost` SQL SECURITY DEFINER VIEW `rental`.`numbers` AS select ((((`a`.`d` * 1000) + (`b`.`d` * 100)) + (`c`.`d` * 10)) + `e`.`d`) AS `n` from (((`rental`.`digits` `a` join `rental`.`digits` `b`) join `rental`.`digits` `c`) join `rental`.`digits` `e`);
DROP VIEW IF EXISTS `rental`.`rated`;
CREATE ALGORITHM=MERGE DEFINER=`root`@`localhost` SQL SECURITY DEFINER VIEW `rental`.`rated` AS select `rental`.`film`.`film_id` AS `film_id`,`rental`.`film`.`rating` AS `rating` from `rental`.`film` where (`rental`.`film`.`rating` in ('G','PG')) WITH CASCADED CHECK OPTION;
DROP VIEW IF EXISTS `rental`.`sales`;
CREATE ALGORITHM=TEMPTABLE DEFINER=`root`@`localhost` SQL SECURITY DEFINER VIEW `rental`.`sales` AS select `rental`.`loan`.`clerk_id` AS `clerk_id`,sum(`rental`.`loan`.`paid`) AS `total`,convert('ß' using latin1) AS `s` from `rental`.`loan` group by `rental`.`loan`.`clerk_id`;
SET TIME_ZONE=@OLD_TIME_ZONE;
SET CHARACTER_SET_CLIENT=@OLD_CHARACTER_SET_CLIENT;
SET CHARACTER_SET_RESULTS=@OLD_CHARACTER_SET_RESULTS;
SET COLLATION_CONNECTION=@OLD_COLLATION_CONNECTION;
SET FOREIGN_KEY_CHECKS=@OLD_FOREIGN_KEY_CHECKS;
SET UNIQUE_CHECKS=@OLD_UNIQUE_CHECKS;
SET SQL_MODE=@OLD_SQL_MODE;
-- Dump end time: Thu Nov 26 05:08:27 2026
