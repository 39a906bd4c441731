# ************************************************************
# Sequel Pro SQL dump
# Version 4541
#
#
# Host: localhost (MySQL 8.0.36)
# Database: laden
# Generation Time: 2026-11-26 10:52:01 +0000
# ************************************************************


/*!40101 SET @OLD_CHARACTER_SET_CLIENT=@@CHARACTER_SET_CLIENT */;
/*!40101 SET @OLD_CHARACTER_SET_RESULTS=@@CHARACTER_SET_RESULTS */;
/*!40101 SET @OLD_COLLATION_CONNECTION=@@COLLATION_CONNECTION */;
SET NAMES utf8mb4;
/*!40014 SET @OLD_FOREIGN_KEY_CHECKS=@@FOREIGN_KEY_CHECKS, FOREIGN_KEY_CHECKS=0 */;
/*!40101 SET @OLD_SQL_MODE=@@SQL_MODE, SQL_MODE='NO_AUTO_VALUE_ON_ZERO' */;
/*!40111 SET @OLD_SQL_NOTES=@@SQL_NOTES, SQL_NOTES=0 */;


# Dump of table kunde
# ------------------------------------------------------------

DROP TABLE IF EXISTS `kunde`;

CREATE TABLE `kunde` (
  `id` bigint unsigned NOT NULL AUTO_INCREMENT,
  `name` varchar(50) COLLATE utf8mb4_unicode_ci DEFAULT NULL,
  `bild` blob,
  PRIMARY KEY (`id`)
) ENGINE=InnoDB AUTO_INCREMENT=3 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

LOCK TABLES `kunde` WRITE;
/*!40000 ALTER TABLE `kunde` DISABLE KEYS */;

INSERT INTO `kunde` (`id`, `name`, `bild`)
VALUES
	(1,'Größe',X'00FF27'),
	(2,NULL,NULL);

/*!40000 ALTER TABLE `kunde` ENABLE KEYS */;
UNLOCK TABLES;

DELIMITER ;;
/*!50003 SET SESSION SQL_MODE="ONLY_FULL_GROUP_BY,STRICT_TRANS_TABLES" */;;
/*!50003 CREATE */ /*!50017 DEFINER=`root`@`localhost` */ /*!50003 TRIGGER `vor_kunde` BEFORE INSERT ON `kunde` FOR EACH ROW SET NEW.name = TRIM(NEW.name) */;;
DELIMITER ;
/*!50003 SET SESSION SQL_MODE=@OLD_SQL_MODE */;


# Dump of view namen
# ------------------------------------------------------------

DROP TABLE IF EXISTS `namen`; DROP VIEW IF EXISTS `namen`;

CREATE TABLE `namen` (
   `id` BIGINT UNSIGNED NOT NULL DEFAULT '0',
   `name` VARCHAR(50) NULL DEFAULT NULL
) ENGINE=MyISAM;



--
-- Dumping routines (PROCEDURE) for database 'laden'
--
DELIMITER ;;

# Dump of PROCEDURE zaehle
# ------------------------------------------------------------

/*!50003 DROP PROCEDURE IF EXISTS `zaehle` */;;
/*!50003 SET SESSION SQL_MODE="ONLY_FULL_GROUP_BY,STRICT_TRANS_TABLES"*/;;
/*!50003 CREATE*/ /*!50020 DEFINER=`root`@`localhost`*/ /*!50003 PROCEDURE `zaehle`()
BEGIN
  SELECT COUNT(*) FROM kunde;
END */;;

/*!50003 SET SESSION SQL_MODE=@OLD_SQL_MODE */;;
DELIMITER ;

# Replace placeholder table for namen with correct view syntax
# ------------------------------------------------------------

DROP TABLE `namen`;

CREATE ALGORITHM=UNDEFINED DEFINER=`root`@`localhost` SQL SECURITY DEFINER VIEW `namen`
AS SELECT
   `kunde`.`id` AS `id`,
   `kunde`.`name` AS `name`
FROM `kunde`;


/*!40111 SET SQL_NOTES=@OLD_SQL_NOTES */;
/*!40101 SET SQL_MODE=@OLD_SQL_MODE */;
/*!40014 SET FOREIGN_KEY_CHECKS=@OLD_FOREIGN_KEY_CHECKS */;
/*!40101 SET CHARACTER_SET_CLIENT=@OLD_CHARACTER_SET_CLIENT */;
/*!40101 SET CHARACTER_SET_RESULTS=@OLD_CHARACTER_SET_RESULTS */;
/*!40101 SET COLLATION_CONNECTION=@OLD_COLLATION_CONNECTION */;
