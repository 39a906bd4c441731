-- MySQL dump 10.13  Distrib 8.0.33, for Linux (x86_64)
--
-- Host: localhost    Database: rental
-- ------------------------------------------------------
-- Server version	8.0.33

/*!40101 SET @OLD_CHARACTER_SET_CLIENT=@@CHARACTER_SET_CLIENT */;
/*!40101 SET @OLD_CHARACTER_SET_RESULTS=@@CHARACTER_SET_RESULTS */;
/*!40101 SET @OLD_COLLATION_CONNECTION=@@COLLATION_CONNECTION */;
/*!50503 SET NAMES utf8mb4 */;
/*!40103 SET @OLD_TIME_ZONE=@@TIME_ZONE */;
/*!40103 SET TIME_ZONE='+00:00' */;
/*!40014 SET @OLD_UNIQUE_CHECKS=@@UNIQUE_CHECKS, UNIQUE_CHECKS=0 */;
/*!40014 SET @OLD_FOREIGN_KEY_CHECKS=@@FOREIGN_KEY_CHECKS, FOREIGN_KEY_CHECKS=0 */;
/*!40101 SET @OLD_SQL_MODE=@@SQL_MODE, SQL_MODE='NO_AUTO_VALUE_ON_ZERO' */;
/*!40111 SET @OLD_SQL_NOTES=@@SQL_NOTES, SQL_NOTES=0 */;

--
-- Temporary view structure for view `a first`
--

DROP TABLE IF EXISTS `a first`;
/*!50001 DROP VIEW IF EXISTS `a first`*/;
SET @saved_cs_client     = @@character_set_client;
/*!50503 SET character_set_client = utf8mb4 */;
/*!50001 CREATE VIEW `a first` AS SELECT 
 1 AS `loan_id`,
 1 AS `title`*/;
SET character_set_client = @saved_cs_client;

--
-- Table structure for table `address`
--

DROP TABLE IF EXISTS `address`;
/*!40101 SET @saved_cs_client     = @@character_set_client */;
/*!50503 SET character_set_client = utf8mb4 */;
CREATE TABLE `address` (
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
/*!40101 SET character_set_client = @saved_cs_client */;

--
-- Dumping data for table `address`
--

LOCK TABLES `address` WRITE;
/*!40000 ALTER TABLE `address` DISABLE KEYS */;
INSERT INTO `address` VALUES (1,'0 Stra√üe\n','\\N0','',1,_binary '\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0ÄC¿'),(2,'1 Stra√üe\n','\\N1','Œ©',2,_binary '\0\0\0\0\0\0\0öôôôôô\Ò?\ﬂ\‡ì©™C¿'),(3,'2 Stra√üe\n','\\N2','x	y',3,_binary '\0\0\0\0\0\0\0öôôôôô@!\ÙlV\’C¿'),(4,'3 Stra√üe\n',NULL,'',4,_binary '\0\0\0\0\0\0\0ffffff\n@\0\0\0\0\0\0D¿'),(5,'4 Stra√üe\n','\\N4','Œ©',5,_binary '\0\0\0\0\0\0\0öôôôôô@\ﬂ\‡ì©*D¿'),(6,'5 Stra√üe\n','\\N5','x	y',6,_binary '\0\0\0\0\0\0\0\0\0\0\0\0\0@!\ÙlVUD¿');
/*!40000 ALTER TABLE `address` ENABLE KEYS */;
UNLOCK TABLES;

--
-- Table structure for table `city`
--

DROP TABLE IF EXISTS `city`;
/*!40101 SET @saved_cs_client     = @@character_set_client */;
/*!50503 SET character_set_client = utf8mb4 */;
CREATE TABLE `city` (
  `city_id` smallint unsigned NOT NULL AUTO_INCREMENT,
  `city` varchar(50) COLLATE utf8mb4_general_ci NOT NULL,
  `country_id` smallint unsigned NOT NULL,
  PRIMARY KEY (`city_id`),
  KEY `by_country` (`country_id`),
  CONSTRAINT `city_country` FOREIGN KEY (`country_id`) REFERENCES `country` (`country_id`) ON DELETE RESTRICT ON UPDATE CASCADE
) ENGINE=InnoDB AUTO_INCREMENT=128 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;
/*!40101 SET character_set_client = @saved_cs_client */;

--
-- Dumping data for table `city`
--

LOCK TABLES `city` WRITE;
/*!40000 ALTER TABLE `city` DISABLE KEYS */;
INSERT INTO `city` VALUES (1,'city 90	',2),(2,'city 80	',1),(3,'city 70	',4),(4,'city 60	',3),(5,'city 50	',2),(6,'city 40	',1),(7,'city 30	',4),(8,'city 20	',3),(9,'city 10	',2),(10,'city 00	',1),(11,'city 91\n',3),(12,'city 81\n',2),(13,'city 71\n',1),(14,'city 61\n',4),(15,'city 51\n',3),(16,'city 41\n',2),(17,'city 31\n',1),(18,'city 21\n',4),(19,'city 11\n',3),(20,'city 01\n',2),(21,'city 92',4),(22,'city 82',3),(23,'city 72',2),(24,'city 62',1),(25,'city 52',4),(26,'city 42',3),(27,'city 32',2),(28,'city 22',1),(29,'city 12',4),(30,'city 02',3),(31,'city 93',1),(32,'city 83',4),(33,'city 73',3),(34,'city 63',2),(35,'city 53',1),(36,'city 43',4),(37,'city 33',3),(38,'city 23',2),(39,'city 13',1),(40,'city 03',4),(41,'city 94\r',2),(42,'city 84\r',1),(43,'city 74\r',4),(44,'city 64\r',3),(45,'city 54\r',2),(46,'city 44\r',1),(47,'city 34\r',4),(48,'city 24\r',3),(49,'city 14\r',2),(50,'city 04\r',1),(51,'city 95',3),(52,'city 85',2),(53,'city 75',1),(54,'city 65',4),(55,'city 55',3),(56,'city 45',2),(57,'city 35',1),(58,'city 25',4),(59,'city 15',3),(60,'city 05',2),(61,'city 96',4),(62,'city 86',3),(63,'city 76',2),(64,'city 66',1),(65,'city 56',4),(66,'city 46',3),(67,'city 36',2),(68,'city 26',1),(69,'city 16',4),(70,'city 06',3),(71,'city 97',1),(72,'city 87',4),(73,'city 77',3),(74,'city 67',2),(75,'city 57',1),(76,'city 47',4),(77,'city 37',3),(78,'city 27',2),(79,'city 17',1),(80,'city 07',4),(81,'city 98',2),(82,'city 88',1),(83,'city 78',4),(84,'city 68',3),(85,'city 58',2),(86,'city 48',1),(87,'city 38',4),(88,'city 28',3),(89,'city 18',2),(90,'city 08',1),(91,'city 99',3),(92,'city 89',2),(93,'city 79',1),(94,'city 69',4),(95,'city 59',3),(96,'city 49',2),(97,'city 39',1),(98,'city 29',4),(99,'city 19',3),(100,'city 09',2);
/*!40000 ALTER TABLE `city` ENABLE KEYS */;
UNLOCK TABLES;

--
-- Table structure for table `clerk`
--

DROP TABLE IF EXISTS `clerk`;
/*!40101 SET @saved_cs_client     = @@character_set_client */;
/*!50503 SET character_set_client = utf8mb4 */;
CREATE TABLE `clerk` (
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
/*!40101 SET character_set_client = @saved_cs_client */;

--
-- Dumping data for table `clerk`
--

LOCK TABLES `clerk` WRITE;
/*!40000 ALTER TABLE `clerk` DISABLE KEYS */;
INSERT INTO `clerk` VALUES (1,'Zo√´',_binary 'âPNG\r\n\Z\n\0\'\\\0ˇ	\"',1,1,NULL,'a\'b\"c'),(2,'J√ºrgen',NULL,2,0,1,NULL),(3,'','',2,1,2,'');
/*!40000 ALTER TABLE `clerk` ENABLE KEYS */;
UNLOCK TABLES;

--
-- Temporary view structure for view `clerks`
--

DROP TABLE IF EXISTS `clerks`;
/*!50001 DROP VIEW IF EXISTS `clerks`*/;
SET @saved_cs_client     = @@character_set_client;
/*!50503 SET character_set_client = utf8mb4 */;
/*!50001 CREATE VIEW `clerks` AS SELECT 
 1 AS `clerk_id`,
 1 AS `name`,
 1 AS `line`,
 1 AS `location`*/;
SET character_set_client = @saved_cs_client;

--
-- Table structure for table `country`
--

DROP TABLE IF EXISTS `country`;
/*!40101 SET @saved_cs_client     = @@character_set_client */;
/*!50503 SET character_set_client = utf8mb4 */;
CREATE TABLE `country` (
  `country_id` smallint unsigned NOT NULL AUTO_INCREMENT,
  `country` varchar(50) NOT NULL,
  PRIMARY KEY (`country_id`)
) ENGINE=InnoDB AUTO_INCREMENT=5 DEFAULT CHARSET=latin1;
/*!40101 SET character_set_client = @saved_cs_client */;

--
-- Dumping data for table `country`
--

LOCK TABLES `country` WRITE;
/*!40000 ALTER TABLE `country` DISABLE KEYS */;
INSERT INTO `country` VALUES (1,'C√¥te d\'Ivoire'),(2,'√ñsterreich'),(3,'S√£o Tom√©'),(4,'\"quoted\" \\ back');
/*!40000 ALTER TABLE `country` ENABLE KEYS */;
UNLOCK TABLES;

--
-- Table structure for table `digits`
--

DROP TABLE IF EXISTS `digits`;
/*!40101 SET @saved_cs_client     = @@character_set_client */;
/*!50503 SET character_set_client = utf8mb4 */;
CREATE TABLE `digits` (
  `d` int NOT NULL,
  PRIMARY KEY (`d`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;
/*!40101 SET character_set_client = @saved_cs_client */;

--
-- Dumping data for table `digits`
--

LOCK TABLES `digits` WRITE;
/*!40000 ALTER TABLE `digits` DISABLE KEYS */;
INSERT INTO `digits` VALUES (0),(1),(2),(3),(4),(5),(6),(7),(8),(9);
/*!40000 ALTER TABLE `digits` ENABLE KEYS */;
UNLOCK TABLES;

--
-- Table structure for table `film`
--

DROP TABLE IF EXISTS `film`;
/*!40101 SET @saved_cs_client     = @@character_set_client */;
/*!50503 SET character_set_client = utf8mb4 */;
CREATE TABLE `film` (
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
/*!40101 SET character_set_client = @saved_cs_client */;

--
-- Dumping data for table `film`
--

LOCK TABLES `film` WRITE;
/*!40000 ALTER TABLE `film` DISABLE KEYS */;
INSERT INTO `film` VALUES (1,'FILM 0','A tale of \'0\' \\% \r\n',1999,0,0,0,0.00,'G',''),(2,'FILM 1','A long; -- tale of \'1\' \\% \r\n',2000,1,1,1,1.10,'PG','Trailers'),(3,'FILM 2','A long; -- long; -- tale of \'2\' \\% \r\n',2001,2,2,2,2.20,'PG-13','Commentaries'),(4,'FILM 3','A long; -- long; -- long; -- tale of \'3\' \\% \r\n',2002,3,3,3,3.30,'R','Trailers,Commentaries'),(5,'FILM 4','A long; -- long; -- long; -- long; -- tale of \'4\' \\% \r\n',2003,0,NULL,4,4.40,'NC-17','Deleted Scenes'),(6,'FILM 5','A long; -- long; -- long; -- long; -- long; -- tale of \'5\' \\% \r\n',2004,1,0,5,5.50,'G','Trailers,Deleted Scenes');
/*!40000 ALTER TABLE `film` ENABLE KEYS */;
UNLOCK TABLES;
/*!50003 SET @saved_cs_client      = @@character_set_client */ ;
/*!50003 SET @saved_cs_results     = @@character_set_results */ ;
/*!50003 SET @saved_col_connection = @@collation_connection */ ;
/*!50003 SET character_set_client  = utf8mb4 */ ;
/*!50003 SET character_set_results = utf8mb4 */ ;
/*!50003 SET collation_connection  = utf8mb4_general_ci */ ;
/*!50003 SET @saved_sql_mode       = @@sql_mode */ ;
/*!50003 SET sql_mode              = 'NO_AUTO_VALUE_ON_ZERO' */ ;
DELIMITER ;;
/*!50003 CREATE*/ /*!50017 DEFINER=`root`@`localhost`*/ /*!50003 TRIGGER `film_ai` AFTER INSERT ON `film` FOR EACH ROW BEGIN INSERT INTO film_text (film_id, title, description) VALUES (NEW.film_id, NEW.title, NEW.description); END */;;
DELIMITER ;
/*!50003 SET sql_mode              = @saved_sql_mode */ ;
/*!50003 SET character_set_client  = @saved_cs_client */ ;
/*!50003 SET character_set_results = @saved_cs_results */ ;
/*!50003 SET collation_connection  = @saved_col_connection */ ;
/*!50003 SET @saved_cs_client      = @@character_set_client */ ;
/*!50003 SET @saved_cs_results     = @@character_set_results */ ;
/*!50003 SET @saved_col_connection = @@collation_connection */ ;
/*!50003 SET character_set_client  = utf8mb4 */ ;
/*!50003 SET character_set_results = utf8mb4 */ ;
/*!50003 SET collation_connection  = utf8mb4_general_ci */ ;
/*!50003 SET @saved_sql_mode       = @@sql_mode */ ;
/*!50003 SET sql_mode              = 'NO_AUTO_VALUE_ON_ZERO' */ ;
DELIMITER ;;
/*!50003 CREATE*/ /*!50017 DEFINER=`root`@`localhost`*/ /*!50003 TRIGGER `film_au` AFTER UPDATE ON `film` FOR EACH ROW BEGIN
  
  IF (OLD.title <> NEW.title) OR (OLD.description <> NEW.description) THEN UPDATE film_text SET title = NEW.title, description = NEW.description WHERE film_id = OLD.film_id; END IF;
END */;;
DELIMITER ;
/*!50003 SET sql_mode              = @saved_sql_mode */ ;
/*!50003 SET character_set_client  = @saved_cs_client */ ;
/*!50003 SET character_set_results = @saved_cs_results */ ;
/*!50003 SET collation_connection  = @saved_col_connection */ ;
/*!50003 SET @saved_cs_client      = @@character_set_client */ ;
/*!50003 SET @saved_cs_results     = @@character_set_results */ ;
/*!50003 SET @saved_col_connection = @@collation_connection */ ;
/*!50003 SET character_set_client  = utf8mb4 */ ;
/*!50003 SET character_set_results = utf8mb4 */ ;
/*!50003 SET collation_connection  = utf8mb4_general_ci */ ;
/*!50003 SET @saved_sql_mode       = @@sql_mode */ ;
/*!50003 SET sql_mode              = 'NO_AUTO_VALUE_ON_ZERO' */ ;
DELIMITER ;;
/*!50003 CREATE*/ /*!50017 DEFINER=`root`@`localhost`*/ /*!50003 TRIGGER `film_ad` AFTER DELETE ON `film` FOR EACH ROW DELETE FROM film_text WHERE film_id = OLD.film_id */;;
DELIMITER ;
/*!50003 SET sql_mode              = @saved_sql_mode */ ;
/*!50003 SET character_set_client  = @saved_cs_client */ ;
/*!50003 SET character_set_results = @saved_cs_results */ ;
/*!50003 SET collation_connection  = @saved_col_connection */ ;

--
-- Temporary view structure for view `film_list`
--

DROP TABLE IF EXISTS `film_list`;
/*!50001 DROP VIEW IF EXISTS `film_list`*/;
SET @saved_cs_client     = @@character_set_client;
/*!50503 SET character_set_client = utf8mb4 */;
/*!50001 CREATE VIEW `film_list` AS SELECT 
 1 AS `id`,
 1 AS `title`,
 1 AS `in; tongue`*/;
SET character_set_client = @saved_cs_client;

--
-- Table structure for table `film_text`
--

DROP TABLE IF EXISTS `film_text`;
/*!40101 SET @saved_cs_client     = @@character_set_client */;
/*!50503 SET character_set_client = utf8mb4 */;
CREATE TABLE `film_text` (
  `film_id` smallint unsigned NOT NULL,
  `title` varchar(255) COLLATE utf8mb4_general_ci NOT NULL,
  `description` text COLLATE utf8mb4_general_ci,
  PRIMARY KEY (`film_id`),
  FULLTEXT KEY `words` (`title`,`description`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;
/*!40101 SET character_set_client = @saved_cs_client */;

--
-- Dumping data for table `film_text`
--

LOCK TABLES `film_text` WRITE;
/*!40000 ALTER TABLE `film_text` DISABLE KEYS */;
INSERT INTO `film_text` VALUES (1,'FILM 0','A tale of \'0\' \\% \r\n'),(2,'FILM 1','A long; -- tale of \'1\' \\% \r\n'),(3,'FILM 2','A long; -- long; -- tale of \'2\' \\% \r\n'),(4,'FILM 3','A long; -- long; -- long; -- tale of \'3\' \\% \r\n'),(5,'FILM 4','A long; -- long; -- long; -- long; -- tale of \'4\' \\% \r\n'),(6,'FILM 5','A long; -- long; -- long; -- long; -- long; -- tale of \'5\' \\% \r\n');
/*!40000 ALTER TABLE `film_text` ENABLE KEYS */;
UNLOCK TABLES;

--
-- Table structure for table `loan`
--

DROP TABLE IF EXISTS `loan`;
/*!40101 SET @saved_cs_client     = @@character_set_client */;
/*!50503 SET character_set_client = utf8mb4 */;
CREATE TABLE `loan` (
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
/*!40101 SET character_set_client = @saved_cs_client */;

--
-- Dumping data for table `loan`
--

LOCK TABLES `loan` WRITE;
/*!40000 ALTER TABLE `loan` DISABLE KEYS */;
INSERT INTO `loan` VALUES (1,'2005-05-27 00:53:30',6,3,'2005-07-21 12:00:00',0.52,'2024-04-02 03:30:00'),(2,'2005-05-26 14:53:30',5,2,NULL,0.41,'2024-04-01 17:30:00'),(3,'2005-05-26 04:53:30',4,1,'2005-07-01 12:00:00',0.31,'2024-04-01 07:30:00'),(4,'2005-05-25 18:53:30',3,3,NULL,0.21,'2024-03-31 21:30:00'),(5,'2005-05-25 08:53:30',2,2,'2005-06-11 12:00:00',0.10,'2024-03-31 11:30:00'),(6,'2005-05-24 22:53:30',1,1,NULL,0.00,'2024-03-31 01:30:00'),(7,'2005-05-27 01:53:30',6,1,'2005-07-22 12:00:00',0.53,'2024-04-02 04:30:00'),(8,'2005-05-26 15:53:30',5,3,'2005-07-12 12:00:00',0.42,'2024-04-01 18:30:00'),(9,'2005-05-26 05:53:30',4,2,'2005-07-02 12:00:00',0.32,'2024-04-01 08:30:00'),(10,'2005-05-25 19:53:30',3,1,'2005-06-22 12:00:00',0.22,'2024-03-31 22:30:00'),(11,'2005-05-25 09:53:30',2,3,'2005-06-12 12:00:00',0.11,'2024-03-31 12:30:00'),(12,'2005-05-24 23:53:30',1,2,'2005-06-02 12:00:00',0.01,'2024-03-31 02:30:00'),(13,'2005-05-27 02:53:30',6,2,NULL,0.54,'2024-04-02 05:30:00'),(14,'2005-05-26 16:53:30',5,1,'2005-07-13 12:00:00',0.43,'2024-04-01 19:30:00'),(15,'2005-05-26 06:53:30',4,3,NULL,0.33,'2024-04-01 09:30:00'),(16,'2005-05-25 20:53:30',3,2,'2005-06-23 12:00:00',0.23,'2024-03-31 23:30:00'),(17,'2005-05-25 10:53:30',2,1,NULL,0.12,'2024-03-31 13:30:00'),(18,'2005-05-25 00:53:30',1,3,'2005-06-03 12:00:00',0.02,'2024-03-31 03:30:00'),(19,'2005-05-27 03:53:30',6,3,'2005-07-24 12:00:00',0.55,'2024-04-02 06:30:00'),(20,'2005-05-26 17:53:30',5,2,'2005-07-14 12:00:00',0.44,'2024-04-01 20:30:00'),(21,'2005-05-26 07:53:30',4,1,'2005-07-04 12:00:00',0.34,'2024-04-01 10:30:00'),(22,'2005-05-25 21:53:30',3,3,'2005-06-24 12:00:00',0.24,'2024-04-01 00:30:00'),(23,'2005-05-25 11:53:30',2,2,'2005-06-14 12:00:00',0.13,'2024-03-31 14:30:00'),(24,'2005-05-25 01:53:30',1,1,'2005-06-04 12:00:00',0.03,'2024-03-31 04:30:00'),(25,'2005-05-27 04:53:30',6,1,'2005-07-25 12:00:00',0.56,'2024-04-02 07:30:00'),(26,'2005-05-26 18:53:30',5,3,NULL,0.45,'2024-04-01 21:30:00'),(27,'2005-05-26 08:53:30',4,2,'2005-07-05 12:00:00',0.35,'2024-04-01 11:30:00'),(28,'2005-05-25 22:53:30',3,1,NULL,0.25,'2024-04-01 01:30:00'),(29,'2005-05-25 12:53:30',2,3,'2005-06-15 12:00:00',0.14,'2024-03-31 15:30:00'),(30,'2005-05-25 02:53:30',1,2,NULL,0.04,'2024-03-31 05:30:00'),(31,'2005-05-27 05:53:30',6,2,'2005-07-26 12:00:00',0.57,'2024-04-02 08:30:00'),(32,'2005-05-26 19:53:30',5,1,'2005-07-16 12:00:00',0.46,'2024-04-01 22:30:00'),(33,'2005-05-26 09:53:30',4,3,'2005-07-06 12:00:00',0.36,'2024-04-01 12:30:00'),(34,'2005-05-25 23:53:30',3,2,'2005-06-26 12:00:00',0.26,'2024-04-01 02:30:00'),(35,'2005-05-25 13:53:30',2,1,'2005-06-16 12:00:00',0.15,'2024-03-31 16:30:00'),(36,'2005-05-25 03:53:30',1,3,'2005-06-06 12:00:00',0.05,'2024-03-31 06:30:00'),(37,'2005-05-27 06:53:30',6,3,NULL,0.58,'2024-04-02 09:30:00'),(38,'2005-05-26 20:53:30',5,2,'2005-07-17 12:00:00',0.47,'2024-04-01 23:30:00'),(39,'2005-05-26 10:53:30',4,1,NULL,0.37,'2024-04-01 13:30:00'),(40,'2005-05-26 00:53:30',3,3,'2005-06-27 12:00:00',0.27,'2024-04-01 03:30:00'),(41,'2005-05-25 14:53:30',2,2,NULL,0.16,'2024-03-31 17:30:00'),(42,'2005-05-25 04:53:30',1,1,'2005-06-07 12:00:00',0.06,'2024-03-31 07:30:00'),(43,'2005-05-27 07:53:30',6,1,'2005-07-28 12:00:00',0.59,'2024-04-02 10:30:00'),(44,'2005-05-26 21:53:30',5,3,'2005-07-18 12:00:00',0.48,'2024-04-02 00:30:00'),(45,'2005-05-26 11:53:30',4,2,'2005-07-08 12:00:00',0.38,'2024-04-01 14:30:00'),(46,'2005-05-26 01:53:30',3,1,'2005-06-28 12:00:00',0.28,'2024-04-01 04:30:00'),(47,'2005-05-25 15:53:30',2,3,'2005-06-18 12:00:00',0.18,'2024-03-31 18:30:00'),(48,'2005-05-25 05:53:30',1,2,'2005-06-08 12:00:00',0.07,'2024-03-31 08:30:00'),(49,'2005-05-27 08:53:30',6,2,'2005-07-29 12:00:00',0.60,'2024-04-02 11:30:00'),(50,'2005-05-26 22:53:30',5,1,NULL,0.49,'2024-04-02 01:30:00'),(51,'2005-05-26 12:53:30',4,3,'2005-07-09 12:00:00',0.39,'2024-04-01 15:30:00'),(52,'2005-05-26 02:53:30',3,2,NULL,0.29,'2024-04-01 05:30:00'),(53,'2005-05-25 16:53:30',2,1,'2005-06-19 12:00:00',0.19,'2024-03-31 19:30:00'),(54,'2005-05-25 06:53:30',1,3,NULL,0.08,'2024-03-31 09:30:00'),(55,'2005-05-27 09:53:30',6,3,'2005-07-30 12:00:00',0.61,'2024-04-02 12:30:00'),(56,'2005-05-26 23:53:30',5,2,'2005-07-20 12:00:00',0.51,'2024-04-02 02:30:00'),(57,'2005-05-26 13:53:30',4,1,'2005-07-10 12:00:00',0.40,'2024-04-01 16:30:00'),(58,'2005-05-26 03:53:30',3,3,'2005-06-30 12:00:00',0.30,'2024-04-01 06:30:00'),(59,'2005-05-25 17:53:30',2,2,'2005-06-20 12:00:00',0.20,'2024-03-31 20:30:00'),(60,'2005-05-25 07:53:30',1,1,'2005-06-10 12:00:00',0.09,'2024-03-31 10:30:00');
/*!40000 ALTER TABLE `loan` ENABLE KEYS */;
UNLOCK TABLES;
/*!50003 SET @saved_cs_client      = @@character_set_client */ ;
/*!50003 SET @saved_cs_results     = @@character_set_results */ ;
/*!50003 SET @saved_col_connection = @@collation_connection */ ;
/*!50003 SET character_set_client  = utf8mb4 */ ;
/*!50003 SET character_set_results = utf8mb4 */ ;
/*!50003 SET collation_connection  = utf8mb4_general_ci */ ;
/*!50003 SET @saved_sql_mode       = @@sql_mode */ ;
/*!50003 SET sql_mode              = 'NO_AUTO_VALUE_ON_ZERO' */ ;
DELIMITER ;;
/*!50003 CREATE*/ /*!50017 DEFINER=`root`@`localhost`*/ /*!50003 TRIGGER `loan_bi` BEFORE INSERT ON `loan` FOR EACH ROW SET NEW.paid = IFNULL(NEW.paid, 0) */;;
DELIMITER ;
/*!50003 SET sql_mode              = @saved_sql_mode */ ;
/*!50003 SET character_set_client  = @saved_cs_client */ ;
/*!50003 SET character_set_results = @saved_cs_results */ ;
/*!50003 SET collation_connection  = @saved_col_connection */ ;

--
-- Temporary view structure for view `numbers`
--

DROP TABLE IF EXISTS `numbers`;
/*!50001 DROP VIEW IF EXISTS `numbers`*/;
SET @saved_cs_client     = @@character_set_client;
/*!50503 SET character_set_client = utf8mb4 */;
/*!50001 CREATE VIEW `numbers` AS SELECT 
 1 AS `n`*/;
SET character_set_client = @saved_cs_client;

--
-- Temporary view structure for view `rated`
--

DROP TABLE IF EXISTS `rated`;
/*!50001 DROP VIEW IF EXISTS `rated`*/;
SET @saved_cs_client     = @@character_set_client;
/*!50503 SET character_set_client = utf8mb4 */;
/*!50001 CREATE VIEW `rated` AS SELECT 
 1 AS `film_id`,
 1 AS `rating`*/;
SET character_set_client = @saved_cs_client;

--
-- Temporary view structure for view `sales`
--

DROP TABLE IF EXISTS `sales`;
/*!50001 DROP VIEW IF EXISTS `sales`*/;
SET @saved_cs_client     = @@character_set_client;
/*!50503 SET character_set_client = utf8mb4 */;
/*!50001 CREATE VIEW `sales` AS SELECT 
 1 AS `clerk_id`,
 1 AS `total`,
 1 AS `s`*/;
SET character_set_client = @saved_cs_client;

--
-- Table structure for table `shop`
--

DROP TABLE IF EXISTS `shop`;
/*!40101 SET @saved_cs_client     = @@character_set_client */;
/*!50503 SET character_set_client = utf8mb4 */;
CREATE TABLE `shop` (
  `shop_id` tinyint unsigned NOT NULL AUTO_INCREMENT,
  `manager_id` tinyint unsigned NOT NULL,
  `address_id` smallint unsigned NOT NULL,
  PRIMARY KEY (`shop_id`),
  UNIQUE KEY `one_manager` (`manager_id`),
  KEY `address_id` (`address_id`),
  CONSTRAINT `shop_address` FOREIGN KEY (`address_id`) REFERENCES `address` (`address_id`),
  CONSTRAINT `shop_clerk` FOREIGN KEY (`manager_id`) REFERENCES `clerk` (`clerk_id`) ON UPDATE CASCADE
) ENGINE=InnoDB AUTO_INCREMENT=3 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;
/*!40101 SET character_set_client = @saved_cs_client */;

--
-- Dumping data for table `shop`
--

LOCK TABLES `shop` WRITE;
/*!40000 ALTER TABLE `shop` DISABLE KEYS */;
INSERT INTO `shop` VALUES (1,1,3),(2,2,4);
/*!40000 ALTER TABLE `shop` ENABLE KEYS */;
UNLOCK TABLES;

--
-- Table structure for table `tongue`
--

DROP TABLE IF EXISTS `tongue`;
/*!40101 SET @saved_cs_client     = @@character_set_client */;
/*!50503 SET character_set_client = utf8mb4 */;
CREATE TABLE `tongue` (
  `tongue_id` tinyint unsigned NOT NULL AUTO_INCREMENT,
  `name` char(20) COLLATE utf8mb4_general_ci NOT NULL,
  `last_update` timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP,
  PRIMARY KEY (`tongue_id`)
) ENGINE=InnoDB AUTO_INCREMENT=4 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;
/*!40101 SET character_set_client = @saved_cs_client */;

--
-- Dumping data for table `tongue`
--

LOCK TABLES `tongue` WRITE;
/*!40000 ALTER TABLE `tongue` DISABLE KEYS */;
INSERT INTO `tongue` VALUES (0,'keine','2006-02-15 05:02:19'),(1,'Espa√±ol','2006-02-15 05:02:19'),(2,'–†—É—Å—Å–∫–∏–π','2024-03-31 01:30:00'),(3,'Êó•Êú¨Ë™û','2024-10-27 00:30:00');
/*!40000 ALTER TABLE `tongue` ENABLE KEYS */;
UNLOCK TABLES;

--
-- Dumping events for database 'rental'
--
/*!50106 SET @save_time_zone= @@TIME_ZONE */ ;
/*!50106 DROP EVENT IF EXISTS `tidy` */;
DELIMITER ;;
/*!50003 SET @saved_cs_client      = @@character_set_client */ ;;
/*!50003 SET @saved_cs_results     = @@character_set_results */ ;;
/*!50003 SET @saved_col_connection = @@collation_connection */ ;;
/*!50003 SET character_set_client  = utf8mb4 */ ;;
/*!50003 SET character_set_results = utf8mb4 */ ;;
/*!50003 SET collation_connection  = utf8mb4_general_ci */ ;;
/*!50003 SET @saved_sql_mode       = @@sql_mode */ ;;
/*!50003 SET sql_mode              = 'NO_AUTO_VALUE_ON_ZERO' */ ;;
/*!50003 SET @saved_time_zone      = @@time_zone */ ;;
/*!50003 SET time_zone             = 'SYSTEM' */ ;;
/*!50106 CREATE*/ /*!50117 DEFINER=`root`@`localhost`*/ /*!50106 EVENT `tidy` ON SCHEDULE EVERY 1 DAY STARTS '2035-01-01 00:00:00' ON COMPLETION PRESERVE ENABLE COMMENT 'daily; "√º"' DO BEGIN DELETE FROM loan WHERE back < '1990-01-01'; END */ ;;
/*!50003 SET time_zone             = @saved_time_zone */ ;;
/*!50003 SET sql_mode              = @saved_sql_mode */ ;;
/*!50003 SET character_set_client  = @saved_cs_client */ ;;
/*!50003 SET character_set_results = @saved_cs_results */ ;;
/*!50003 SET collation_connection  = @saved_col_connection */ ;;
DELIMITER ;
/*!50106 SET TIME_ZONE= @save_time_zone */ ;

--
-- Dumping routines for database 'rental'
--
/*!50003 DROP FUNCTION IF EXISTS `balance` */;
/*!50003 SET @saved_cs_client      = @@character_set_client */ ;
/*!50003 SET @saved_cs_results     = @@character_set_results */ ;
/*!50003 SET @saved_col_connection = @@collation_connection */ ;
/*!50003 SET character_set_client  = utf8mb4 */ ;
/*!50003 SET character_set_results = utf8mb4 */ ;
/*!50003 SET collation_connection  = utf8mb4_general_ci */ ;
/*!50003 SET @saved_sql_mode       = @@sql_mode */ ;
/*!50003 SET sql_mode              = 'NO_AUTO_VALUE_ON_ZERO' */ ;
DELIMITER ;;
CREATE DEFINER=`root`@`localhost` FUNCTION `balance`(clerk INT, until DATETIME) RETURNS decimal(5,2)
    READS SQL DATA
    DETERMINISTIC
    COMMENT 'what''s owed'
BEGIN DECLARE total DECIMAL(5,2); SELECT IFNULL(SUM(paid), 0) INTO total FROM loan WHERE clerk_id = clerk AND at <= until; RETURN total; END ;;
DELIMITER ;
/*!50003 SET sql_mode              = @saved_sql_mode */ ;
/*!50003 SET character_set_client  = @saved_cs_client */ ;
/*!50003 SET character_set_results = @saved_cs_results */ ;
/*!50003 SET collation_connection  = @saved_col_connection */ ;
/*!50003 DROP FUNCTION IF EXISTS `in_stock` */;
/*!50003 SET @saved_cs_client      = @@character_set_client */ ;
/*!50003 SET @saved_cs_results     = @@character_set_results */ ;
/*!50003 SET @saved_col_connection = @@collation_connection */ ;
/*!50003 SET character_set_client  = utf8mb4 */ ;
/*!50003 SET character_set_results = utf8mb4 */ ;
/*!50003 SET collation_connection  = utf8mb4_general_ci */ ;
/*!50003 SET @saved_sql_mode       = @@sql_mode */ ;
/*!50003 SET sql_mode              = 'NO_AUTO_VALUE_ON_ZERO' */ ;
DELIMITER ;;
CREATE DEFINER=`root`@`localhost` FUNCTION `in_stock`(film INT) RETURNS tinyint(1)
    READS SQL DATA
BEGIN DECLARE n INT; SELECT COUNT(*) INTO n FROM loan WHERE film_id = film AND back IS NULL; IF n > 0 THEN RETURN FALSE; ELSE RETURN TRUE; END IF; END ;;
DELIMITER ;
/*!50003 SET sql_mode              = @saved_sql_mode */ ;
/*!50003 SET character_set_client  = @saved_cs_client */ ;
/*!50003 SET character_set_results = @saved_cs_results */ ;
/*!50003 SET collation_connection  = @saved_col_connection */ ;
/*!50003 DROP PROCEDURE IF EXISTS `report` */;
/*!50003 SET @saved_cs_client      = @@character_set_client */ ;
/*!50003 SET @saved_cs_results     = @@character_set_results */ ;
/*!50003 SET @saved_col_connection = @@collation_connection */ ;
/*!50003 SET character_set_client  = utf8mb4 */ ;
/*!50003 SET character_set_results = utf8mb4 */ ;
/*!50003 SET collation_connection  = utf8mb4_general_ci */ ;
/*!50003 SET @saved_sql_mode       = @@sql_mode */ ;
/*!50003 SET sql_mode              = 'NO_AUTO_VALUE_ON_ZERO' */ ;
DELIMITER ;;
CREATE DEFINER=`root`@`localhost` PROCEDURE `report`(IN least TINYINT UNSIGNED, IN word VARCHAR(20) CHARACTER SET latin1, OUT n INT)
    READS SQL DATA
    COMMENT 'Gr√∂√üe; "x"'
proc: BEGIN
  DECLARE done INT DEFAULT 0;
  DECLARE c CURSOR FOR SELECT film_id FROM film WHERE title LIKE CONCAT('%', word, '%');
  DECLARE CONTINUE HANDLER FOR NOT FOUND SET done = 1;
  IF least = 0 THEN SELECT 'at least one; or more'; LEAVE proc; END IF;
  CREATE TEMPORARY TABLE found (id INT NOT NULL PRIMARY KEY);
  OPEN c; FETCH c INTO n; CLOSE c;
  SELECT COUNT(*) FROM film_text INTO n; 
  DROP TABLE found;
END ;;
DELIMITER ;
/*!50003 SET sql_mode              = @saved_sql_mode */ ;
/*!50003 SET character_set_client  = @saved_cs_client */ ;
/*!50003 SET character_set_results = @saved_cs_results */ ;
/*!50003 SET collation_connection  = @saved_col_connection */ ;

--
-- Final view structure for view `a first`
--

/*!50001 DROP VIEW IF EXISTS `a first`*/;
/*!50001 SET @saved_cs_client          = @@character_set_client */;
/*!50001 SET @saved_cs_results         = @@character_set_results */;
/*!50001 SET @saved_col_connection     = @@collation_connection */;
/*!50001 SET character_set_client      = utf8mb4 */;
/*!50001 SET character_set_results     = utf8mb4 */;
/*!50001 SET collation_connection      = utf8mb4_general_ci */;
/*!50001 CREATE ALGORITHM=UNDEFINED */
/*!50013 DEFINER=`root`@`localhost` SQL SECURITY INVOKER */
/*!50001 VIEW `a first` AS select `l`.`loan_id` AS `loan_id`,`f`.`title` AS `title` from (`loan` `l` join `film_list` `f` on((`f`.`id` = `l`.`film_id`))) where (`l`.`back` is null) */;
/*!50001 SET character_set_client      = @saved_cs_client */;
/*!50001 SET character_set_results     = @saved_cs_results */;
/*!50001 SET collation_connection      = @saved_col_connection */;

--
-- Final view structure for view `clerks`
--

/*!50001 DROP VIEW IF EXISTS `clerks`*/;
/*!50001 SET @saved_cs_client          = @@character_set_client */;
/*!50001 SET @saved_cs_results         = @@character_set_results */;
/*!50001 SET @saved_col_connection     = @@collation_connection */;
/*!50001 SET character_set_client      = utf8mb4 */;
/*!50001 SET character_set_results     = utf8mb4 */;
/*!50001 SET collation_connection      = utf8mb4_general_ci */;
/*!50001 CREATE ALGORITHM=UNDEFINED */
/*!50013 DEFINER=`root`@`localhost` SQL SECURITY DEFINER */
/*!50001 VIEW `clerks` AS select `c`.`clerk_id` AS `clerk_id`,`c`.`name` AS `name`,`a`.`line` AS `line`,`a`.`location` AS `location` from ((`clerk` `c` join `shop` `s` on((`s`.`shop_id` = `c`.`shop_id`))) join `address` `a` on((`a`.`address_id` = `s`.`address_id`))) */;
/*!50001 SET character_set_client      = @saved_cs_client */;
/*!50001 SET character_set_results     = @saved_cs_results */;
/*!50001 SET collation_connection      = @saved_col_connection */;

--
-- Final view structure for view `film_list`
--

/*!50001 DROP VIEW IF EXISTS `film_list`*/;
/*!50001 SET @saved_cs_client          = @@character_set_client */;
/*!50001 SET @saved_cs_results         = @@character_set_results */;
/*!50001 SET @saved_col_connection     = @@collation_connection */;
/*!50001 SET character_set_client      = utf8mb4 */;
/*!50001 SET character_set_results     = utf8mb4 */;
/*!50001 SET collation_connection      = utf8mb4_general_ci */;
/*!50001 CREATE ALGORITHM=UNDEFINED */
/*!50013 DEFINER=`root`@`localhost` SQL SECURITY DEFINER */
/*!50001 VIEW `film_list` AS select `f`.`film_id` AS `id`,`f`.`title` AS `title`,`t`.`name` AS `in; tongue` from (`film` `f` left join `tongue` `t` on((`t`.`tongue_id` = `f`.`tongue_id`))) */;
/*!50001 SET character_set_client      = @saved_cs_client */;
/*!50001 SET character_set_results     = @saved_cs_results */;
/*!50001 SET collation_connection      = @saved_col_connection */;

--
-- Final view structure for view `numbers`
--

/*!50001 DROP VIEW IF EXISTS `numbers`*/;
/*!50001 SET @saved_cs_client          = @@character_set_client */;
/*!50001 SET @saved_cs_results         = @@character_set_results */;
/*!50001 SET @saved_col_connection     = @@collation_connection */;
/*!50001 SET character_set_client      = utf8mb4 */;
/*!50001 SET character_set_results     = utf8mb4 */;
/*!50001 SET collation_connection      = utf8mb4_general_ci */;
/*!50001 CREATE ALGORITHM=UNDEFINED */
/*!50013 DEFINER=`root`@`localhost` SQL SECURITY DEFINER */
/*!50001 VIEW `numbers` AS select ((((`a`.`d` * 1000) + (`b`.`d` * 100)) + (`c`.`d` * 10)) + `e`.`d`) AS `n` from (((`digits` `a` join `digits` `b`) join `digits` `c`) join `digits` `e`) */;
/*!50001 SET character_set_client      = @saved_cs_client */;
/*!50001 SET character_set_results     = @saved_cs_results */;
/*!50001 SET collation_connection      = @saved_col_connection */;

--
-- Final view structure for view `rated`
--

/*!50001 DROP VIEW IF EXISTS `rated`*/;
/*!50001 SET @saved_cs_client          = @@character_set_client */;
/*!50001 SET @saved_cs_results         = @@character_set_results */;
/*!50001 SET @saved_col_connection     = @@collation_connection */;
/*!50001 SET character_set_client      = utf8mb4 */;
/*!50001 SET character_set_results     = utf8mb4 */;
/*!50001 SET collation_connection      = utf8mb4_general_ci */;
/*!50001 CREATE ALGORITHM=MERGE */
/*!50013 DEFINER=`root`@`localhost` SQL SECURITY DEFINER */
/*!50001 VIEW `rated` AS select `film`.`film_id` AS `film_id`,`film`.`rating` AS `rating` from `film` where (`film`.`rating` in ('G','PG')) */
/*!50002 WITH CASCADED CHECK OPTION */;
/*!50001 SET character_set_client      = @saved_cs_client */;
/*!50001 SET character_set_results     = @saved_cs_results */;
/*!50001 SET collation_connection      = @saved_col_connection */;

--
-- Final view structure for view `sales`
--

/*!50001 DROP VIEW IF EXISTS `sales`*/;
/*!50001 SET @saved_cs_client          = @@character_set_client */;
/*!50001 SET @saved_cs_results         = @@character_set_results */;
/*!50001 SET @saved_col_connection     = @@collation_connection */;
/*!50001 SET character_set_client      = utf8mb4 */;
/*!50001 SET character_set_results     = utf8mb4 */;
/*!50001 SET collation_connection      = utf8mb4_general_ci */;
/*!50001 CREATE ALGORITHM=TEMPTABLE */
/*!50013 DEFINER=`root`@`localhost` SQL SECURITY DEFINER */
/*!50001 VIEW `sales` AS select `loan`.`clerk_id` AS `clerk_id`,sum(`loan`.`paid`) AS `total`,convert('√ü' using latin1) AS `s` from `loan` group by `loan`.`clerk_id` */;
/*!50001 SET character_set_client      = @saved_cs_client */;
/*!50001 SET character_set_results     = @saved_cs_results */;
/*!50001 SET collation_connection      = @saved_col_connection */;
/*!40103 SET TIME_ZONE=@OLD_TIME_ZONE */;

/*!40101 SET SQL_MODE=@OLD_SQL_MODE */;
/*!40014 SET FOREIGN_KEY_CHECKS=@OLD_FOREIGN_KEY_CHECKS */;
/*!40014 SET UNIQUE_CHECKS=@OLD_UNIQUE_CHECKS */;
/*!40101 SET CHARACTER_SET_CLIENT=@OLD_CHARACTER_SET_CLIENT */;
/*!40101 SET CHARACTER_SET_RESULTS=@OLD_CHARACTER_SET_RESULTS */;
/*!40101 SET COLLATION_CONNECTION=@OLD_COLLATION_CONNECTION */;
/*!40111 SET SQL_NOTES=@OLD_SQL_NOTES */;

-- Dump completed on 2026-11-26  5:08:27
