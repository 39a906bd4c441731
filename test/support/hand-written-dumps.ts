/**
 * Dumps as other tools than the installed one write them; each is whole and has one table `t` of two rows unless it
 * says otherwise.
 */

/** mysqldump 8.4 of a server with GTIDs, with `--routines --events --triggers --databases`. */
export const MYSQL_8_DUMP = `-- MySQL dump 10.13  Distrib 8.4.6, for Linux (x86_64)
--
-- Host: localhost    Database: shop
-- ------------------------------------------------------
-- Server version\t8.4.6

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
SET @MYSQLDUMP_TEMP_LOG_BIN = @@SESSION.SQL_LOG_BIN;
SET @@SESSION.SQL_LOG_BIN= 0;

--
-- GTID state at the beginning of the backup
--

SET @@GLOBAL.GTID_PURGED=/*!80000 '+'*/ '3e11fa47-71ca-11e1-9e33-c80aa9429562:1-57,
4e11fa47-71ca-11e1-9e33-c80aa9429562:1';

--
-- Current Database: \`shop\`
--

CREATE DATABASE /*!32312 IF NOT EXISTS*/ \`shop\` /*!40100 DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_ai_ci */ /*!80016 DEFAULT ENCRYPTION='N' */;

USE \`shop\`;

--
-- Table structure for table \`t\`
--

DROP TABLE IF EXISTS \`t\`;
/*!40101 SET @saved_cs_client     = @@character_set_client */;
/*!50503 SET character_set_client = utf8mb4 */;
CREATE TABLE \`t\` (
  \`id\` int NOT NULL,
  \`v\` varchar(20) COLLATE utf8mb4_0900_ai_ci DEFAULT NULL,
  \`b\` blob,
  \`w\` int GENERATED ALWAYS AS ((\`id\` * 2)) VIRTUAL,
  PRIMARY KEY (\`id\`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_ai_ci;
/*!40101 SET character_set_client = @saved_cs_client */;

LOCK TABLES \`t\` WRITE;
/*!40000 ALTER TABLE \`t\` DISABLE KEYS */;
INSERT INTO \`t\` (\`id\`, \`v\`, \`b\`) VALUES (1,'ä;\\n-- ',_binary '\\0'''),(2,NULL,NULL);
/*!40000 ALTER TABLE \`t\` ENABLE KEYS */;
UNLOCK TABLES;
/*!50003 SET @saved_cs_client      = @@character_set_client */ ;
/*!50003 SET character_set_client  = utf8mb4 */ ;
/*!50003 SET @saved_sql_mode       = @@sql_mode */ ;
/*!50003 SET sql_mode              = 'ONLY_FULL_GROUP_BY,STRICT_TRANS_TABLES,NO_BACKSLASH_ESCAPES' */ ;
DELIMITER ;;
/*!50003 CREATE*/ /*!50017 DEFINER=\`shop\`@\`10.%\`*/ /*!50003 TRIGGER \`tr\` BEFORE INSERT ON \`t\` FOR EACH ROW SET NEW.v = '\\' */;;
DELIMITER ;
/*!50003 SET sql_mode              = @saved_sql_mode */ ;
/*!50003 SET character_set_client  = @saved_cs_client */ ;

--
-- Temporary view structure for view \`vw\`
--

/*!50001 DROP VIEW IF EXISTS \`vw\`*/;
/*!50001 CREATE VIEW \`vw\` AS SELECT
 1 AS \`id\`,
 1 AS \`v; w\`*/;

--
-- Final view structure for view \`vw\`
--

/*!50001 DROP VIEW IF EXISTS \`vw\`*/;
/*!50001 CREATE ALGORITHM=UNDEFINED */
/*!50013 DEFINER=\`shop\`@\`10.%\` SQL SECURITY DEFINER */
/*!50001 VIEW \`vw\` AS select \`t\`.\`id\` AS \`id\`,\`t\`.\`v\` AS \`v; w\` from \`t\` */;
SET @@SESSION.SQL_LOG_BIN = @MYSQLDUMP_TEMP_LOG_BIN;
/*!40103 SET TIME_ZONE=@OLD_TIME_ZONE */;

/*!40101 SET SQL_MODE=@OLD_SQL_MODE */;
/*!40014 SET FOREIGN_KEY_CHECKS=@OLD_FOREIGN_KEY_CHECKS */;
/*!40111 SET SQL_NOTES=@OLD_SQL_NOTES */;

-- Dump completed on 2026-11-24  3:59:05
`;

/** phpMyAdmin 5.2: keys and AUTO_INCREMENT come after the rows; it writes no last line. */
export const PHPMYADMIN_DUMP = `-- phpMyAdmin SQL Dump
-- version 5.2.1
-- https://www.phpmyadmin.net/
--
-- Host: localhost:3306
-- Erstellungszeit: 24. Nov 2026 um 03:59
-- Server-Version: 10.11.19-MariaDB

SET SQL_MODE = "NO_AUTO_VALUE_ON_ZERO";
START TRANSACTION;
SET time_zone = "+00:00";


/*!40101 SET @OLD_CHARACTER_SET_CLIENT=@@CHARACTER_SET_CLIENT */;
/*!40101 SET NAMES utf8mb4 */;

--
-- Datenbank: \`shop\`
--
CREATE DATABASE IF NOT EXISTS \`shop\` DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;
USE \`shop\`;

-- --------------------------------------------------------

CREATE TABLE \`t\` (
  \`id\` int(11) NOT NULL,
  \`v\` varchar(20) DEFAULT NULL,
  \`b\` blob DEFAULT NULL,
  \`flag\` bit(1) NOT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;

INSERT INTO \`t\` (\`id\`, \`v\`, \`b\`, \`flag\`) VALUES
(0, 'ä\\'; -- ', 0x00ff, b'1'),
(2, NULL, NULL, b'0');

ALTER TABLE \`t\`
  ADD PRIMARY KEY (\`id\`),
  ADD KEY \`v\` (\`v\`);

ALTER TABLE \`t\`
  MODIFY \`id\` int(11) NOT NULL AUTO_INCREMENT, AUTO_INCREMENT=3;
COMMIT;

/*!40101 SET CHARACTER_SET_CLIENT=@OLD_CHARACTER_SET_CLIENT */;
`;
