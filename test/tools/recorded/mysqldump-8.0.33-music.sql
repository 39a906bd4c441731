-- MySQL dump 10.13  Distrib 8.0.33, for Linux (x86_64)
--
-- Host: localhost    Database: music
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
-- Table structure for table `Album`
--

DROP TABLE IF EXISTS `Album`;
/*!40101 SET @saved_cs_client     = @@character_set_client */;
/*!50503 SET character_set_client = utf8mb4 */;
CREATE TABLE `Album` (
  `AlbumId` int NOT NULL,
  `Title` varchar(160) NOT NULL,
  `ArtistId` int NOT NULL,
  PRIMARY KEY (`AlbumId`),
  KEY `IFK_AlbumArtistId` (`ArtistId`),
  CONSTRAINT `FK_Album` FOREIGN KEY (`ArtistId`) REFERENCES `Artist` (`ArtistId`)
) ENGINE=InnoDB DEFAULT CHARSET=latin1;
/*!40101 SET character_set_client = @saved_cs_client */;

--
-- Dumping data for table `Album`
--

LOCK TABLES `Album` WRITE;
/*!40000 ALTER TABLE `Album` DISABLE KEYS */;
INSERT INTO `Album` VALUES (0,'Título À0',0),(1,'Título Á1',1),(2,'Título Â2',2),(3,'Título Ã3',3),(4,'Título Ä4',4),(5,'Título Å5',5),(6,'Título Æ6',6),(7,'Título Ç7',7),(8,'Título È8',8),(9,'Título É9',9),(10,'Título Ê10',10),(11,'Título Ë11',11),(12,'Título Ì12',12),(13,'Título Í13',13),(14,'Título Î14',14),(15,'Título Ï15',15),(16,'Título Ð16',16),(17,'Título Ñ17',17),(18,'Título Ò18',18),(19,'Título Ó19',19),(20,'Título Ô20',20),(21,'Título Õ21',21),(22,'Título Ö22',22),(23,'Título ×23',23),(24,'Título Ø24',24),(25,'Título Ù25',25),(26,'Título Ú26',26),(27,'Título Û27',27),(28,'Título Ü28',28),(29,'Título Ý29',29),(30,'Título Þ30',30),(31,'Título ß31',31),(32,'Título à32',32),(33,'Título á33',33),(34,'Título â34',34),(35,'Título ã35',35),(36,'Título ä36',36),(37,'Título å37',37),(38,'Título æ38',38),(39,'Título ç39',39),(40,'Título è40',40),(41,'Título é41',41),(42,'Título ê42',42),(43,'Título ë43',43),(44,'Título ì44',44),(45,'Título í45',45),(46,'Título î46',46),(47,'Título ï47',47),(48,'Título ð48',48),(49,'Título ñ49',49),(50,'Título ò50',50),(51,'Título ó51',51),(52,'Título ô52',52),(53,'Título õ53',53),(54,'Título ö54',54),(55,'Título ÷55',55),(56,'Título ø56',56),(57,'Título ù57',57),(58,'Título ú58',58),(59,'Título û59',59);
/*!40000 ALTER TABLE `Album` ENABLE KEYS */;
UNLOCK TABLES;

--
-- Table structure for table `Artist`
--

DROP TABLE IF EXISTS `Artist`;
/*!40101 SET @saved_cs_client     = @@character_set_client */;
/*!50503 SET character_set_client = utf8mb4 */;
CREATE TABLE `Artist` (
  `ArtistId` int NOT NULL,
  `Name` varchar(120) CHARACTER SET utf8mb3 COLLATE utf8mb3_general_ci DEFAULT NULL,
  PRIMARY KEY (`ArtistId`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;
/*!40101 SET character_set_client = @saved_cs_client */;

--
-- Dumping data for table `Artist`
--

LOCK TABLES `Artist` WRITE;
/*!40000 ALTER TABLE `Artist` DISABLE KEYS */;
INSERT INTO `Artist` VALUES (0,'Mötley'),(1,'Sigur Rós'),(2,'Ария'),(3,'AC/DC'),(4,'it\'s'),(5,NULL),(6,''),(7,'\\'),(8,'中島'),(9,'x\0y'),(10,'Mötley'),(11,'Sigur Rós'),(12,'Ария'),(13,'AC/DC'),(14,'it\'s'),(15,NULL),(16,''),(17,'\\'),(18,'中島'),(19,'x\0y'),(20,'Mötley'),(21,'Sigur Rós'),(22,'Ария'),(23,'AC/DC'),(24,'it\'s'),(25,NULL),(26,''),(27,'\\'),(28,'中島'),(29,'x\0y'),(30,'Mötley'),(31,'Sigur Rós'),(32,'Ария'),(33,'AC/DC'),(34,'it\'s'),(35,NULL),(36,''),(37,'\\'),(38,'中島'),(39,'x\0y'),(40,'Mötley'),(41,'Sigur Rós'),(42,'Ария'),(43,'AC/DC'),(44,'it\'s'),(45,NULL),(46,''),(47,'\\'),(48,'中島'),(49,'x\0y'),(50,'Mötley'),(51,'Sigur Rós'),(52,'Ария'),(53,'AC/DC'),(54,'it\'s'),(55,NULL),(56,''),(57,'\\'),(58,'中島'),(59,'x\0y'),(60,'Mötley'),(61,'Sigur Rós'),(62,'Ария'),(63,'AC/DC'),(64,'it\'s'),(65,NULL),(66,''),(67,'\\'),(68,'中島'),(69,'x\0y'),(70,'Mötley'),(71,'Sigur Rós'),(72,'Ария'),(73,'AC/DC'),(74,'it\'s'),(75,NULL),(76,''),(77,'\\'),(78,'中島'),(79,'x\0y'),(80,'Mötley'),(81,'Sigur Rós'),(82,'Ария'),(83,'AC/DC'),(84,'it\'s'),(85,NULL),(86,''),(87,'\\'),(88,'中島'),(89,'x\0y'),(90,'Mötley'),(91,'Sigur Rós'),(92,'Ария'),(93,'AC/DC'),(94,'it\'s'),(95,NULL),(96,''),(97,'\\'),(98,'中島'),(99,'x\0y');
/*!40000 ALTER TABLE `Artist` ENABLE KEYS */;
UNLOCK TABLES;

--
-- Temporary view structure for view `Best`
--

DROP TABLE IF EXISTS `Best`;
/*!50001 DROP VIEW IF EXISTS `Best`*/;
SET @saved_cs_client     = @@character_set_client;
/*!50503 SET character_set_client = utf8mb4 */;
/*!50001 CREATE VIEW `Best` AS SELECT 
 1 AS `Name`,
 1 AS `UnitPrice`*/;
SET character_set_client = @saved_cs_client;

--
-- Table structure for table `Employee`
--

DROP TABLE IF EXISTS `Employee`;
/*!40101 SET @saved_cs_client     = @@character_set_client */;
/*!50503 SET character_set_client = utf8mb4 */;
CREATE TABLE `Employee` (
  `EmployeeId` int NOT NULL,
  `LastName` varchar(20) NOT NULL,
  `ReportsTo` int DEFAULT NULL,
  `BirthDate` datetime DEFAULT NULL,
  PRIMARY KEY (`EmployeeId`),
  KEY `ReportsTo` (`ReportsTo`),
  CONSTRAINT `FK_Boss` FOREIGN KEY (`ReportsTo`) REFERENCES `Employee` (`EmployeeId`)
) ENGINE=InnoDB DEFAULT CHARSET=gbk;
/*!40101 SET character_set_client = @saved_cs_client */;

--
-- Dumping data for table `Employee`
--

LOCK TABLES `Employee` WRITE;
/*!40000 ALTER TABLE `Employee` DISABLE KEYS */;
INSERT INTO `Employee` VALUES (1,'王縗\\',NULL,'1962-02-18 00:00:00'),(2,'李',1,'0000-00-00 00:00:00'),(3,'誠',2,NULL);
/*!40000 ALTER TABLE `Employee` ENABLE KEYS */;
UNLOCK TABLES;

--
-- Table structure for table `Invoice`
--

DROP TABLE IF EXISTS `Invoice`;
/*!40101 SET @saved_cs_client     = @@character_set_client */;
/*!50503 SET character_set_client = utf8mb4 */;
CREATE TABLE `Invoice` (
  `InvoiceId` int NOT NULL AUTO_INCREMENT,
  `InvoiceDate` datetime(3) NOT NULL,
  `BillingCountry` char(40) COLLATE utf8mb4_general_ci DEFAULT NULL,
  `Total` decimal(10,2) NOT NULL,
  PRIMARY KEY (`InvoiceId`)
) ENGINE=InnoDB AUTO_INCREMENT=9008 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;
/*!40101 SET character_set_client = @saved_cs_client */;

--
-- Dumping data for table `Invoice`
--

LOCK TABLES `Invoice` WRITE;
/*!40000 ALTER TABLE `Invoice` DISABLE KEYS */;
INSERT INTO `Invoice` VALUES (9001,'2009-01-01 00:00:00.000','Österreich',0.00),(9002,'2009-01-02 00:00:00.001',NULL,1000.01),(9003,'2009-01-03 00:00:00.002','',2000.02),(9004,'2009-01-04 00:00:00.003','Österreich',3000.03),(9005,'2009-01-05 00:00:00.004',NULL,4000.04),(9006,'2009-01-06 00:00:00.005','',5000.05);
/*!40000 ALTER TABLE `Invoice` ENABLE KEYS */;
UNLOCK TABLES;

--
-- Table structure for table `Playlist`
--

DROP TABLE IF EXISTS `Playlist`;
/*!40101 SET @saved_cs_client     = @@character_set_client */;
/*!50503 SET character_set_client = utf8mb4 */;
CREATE TABLE `Playlist` (
  `PlaylistId` int NOT NULL,
  `Name` varchar(120) DEFAULT NULL,
  PRIMARY KEY (`PlaylistId`)
) ENGINE=InnoDB DEFAULT CHARSET=sjis;
/*!40101 SET character_set_client = @saved_cs_client */;

--
-- Dumping data for table `Playlist`
--

LOCK TABLES `Playlist` WRITE;
/*!40000 ALTER TABLE `Playlist` DISABLE KEYS */;
INSERT INTO `Playlist` VALUES (0,'ポップ\\'),(1,'表示ソ能'),(2,NULL);
/*!40000 ALTER TABLE `Playlist` ENABLE KEYS */;
UNLOCK TABLES;

--
-- Table structure for table `PlaylistTrack`
--

DROP TABLE IF EXISTS `PlaylistTrack`;
/*!40101 SET @saved_cs_client     = @@character_set_client */;
/*!50503 SET character_set_client = utf8mb4 */;
CREATE TABLE `PlaylistTrack` (
  `PlaylistId` int NOT NULL,
  `TrackId` int NOT NULL,
  PRIMARY KEY (`PlaylistId`,`TrackId`),
  KEY `IFK_PlaylistTrackTrackId` (`TrackId`),
  CONSTRAINT `FK_PlaylistTrackPlaylistId` FOREIGN KEY (`PlaylistId`) REFERENCES `Playlist` (`PlaylistId`),
  CONSTRAINT `FK_PlaylistTrackTrackId` FOREIGN KEY (`TrackId`) REFERENCES `Track` (`TrackId`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;
/*!40101 SET character_set_client = @saved_cs_client */;

--
-- Dumping data for table `PlaylistTrack`
--

LOCK TABLES `PlaylistTrack` WRITE;
/*!40000 ALTER TABLE `PlaylistTrack` DISABLE KEYS */;
INSERT INTO `PlaylistTrack` VALUES (1,0),(2,0),(0,1),(2,1),(0,2),(1,2),(1,3),(2,3),(0,4),(2,4),(0,5),(1,5),(1,6),(2,6),(0,7),(2,7),(0,8),(1,8),(1,9),(2,9),(0,10),(2,10),(0,11),(1,11),(1,12),(2,12),(0,13),(2,13),(0,14),(1,14),(1,15),(2,15),(0,16),(2,16),(0,17),(1,17),(1,18),(2,18),(0,19),(2,19),(0,20),(1,20),(1,21),(2,21),(0,22),(2,22),(0,23),(1,23),(1,24),(2,24),(0,25),(2,25),(0,26),(1,26),(1,27),(2,27),(0,28),(2,28),(0,29),(1,29),(1,30),(2,30),(0,31),(2,31),(0,32),(1,32),(1,33),(2,33),(0,34),(2,34),(0,35),(1,35),(1,36),(2,36),(0,37),(2,37),(0,38),(1,38),(1,39),(2,39),(0,40),(2,40),(0,41),(1,41),(1,42),(2,42),(0,43),(2,43),(0,44),(1,44),(1,45),(2,45),(0,46),(2,46),(0,47),(1,47),(1,48),(2,48),(0,49),(2,49),(0,50),(1,50),(1,51),(2,51),(0,52),(2,52),(0,53),(1,53),(1,54),(2,54),(0,55),(2,55),(0,56),(1,56),(1,57),(2,57),(0,58),(2,58),(0,59),(1,59);
/*!40000 ALTER TABLE `PlaylistTrack` ENABLE KEYS */;
UNLOCK TABLES;

--
-- Table structure for table `Track`
--

DROP TABLE IF EXISTS `Track`;
/*!40101 SET @saved_cs_client     = @@character_set_client */;
/*!50503 SET character_set_client = utf8mb4 */;
CREATE TABLE `Track` (
  `TrackId` int NOT NULL,
  `Name` varchar(200) COLLATE utf8mb4_general_ci NOT NULL,
  `AlbumId` int DEFAULT NULL,
  `Composer` varchar(220) COLLATE utf8mb4_general_ci DEFAULT NULL,
  `Milliseconds` int NOT NULL,
  `Bytes` bigint unsigned DEFAULT NULL,
  `UnitPrice` decimal(10,2) NOT NULL,
  `Gain` double DEFAULT NULL,
  `Tempo` float DEFAULT NULL,
  PRIMARY KEY (`TrackId`),
  KEY `IFK_TrackAlbumId` (`AlbumId`),
  CONSTRAINT `FK_TrackAlbum` FOREIGN KEY (`AlbumId`) REFERENCES `Album` (`AlbumId`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;
/*!40101 SET character_set_client = @saved_cs_client */;

--
-- Dumping data for table `Track`
--

LOCK TABLES `Track` WRITE;
/*!40000 ALTER TABLE `Track` DISABLE KEYS */;
INSERT INTO `Track` VALUES (0,'Track \"0\"	😀',0,'\\N',0,18446744073709551615,-495.00,-1e-300,-7.14286),(1,'Track \"1\"	ä',0,NULL,12345,18446744073709551614,-494.01,-6.666666666666666e-241,-7),(2,'Track \"2\"	♟',0,'\\n',24690,18446744073709551613,-493.02,-3.3333333333333334e-181,-6.85714),(3,'Track \"3\"	;',0,'\\N',37035,18446744073709551612,-492.03,0,-6.71429),(4,'Track \"4\"	--',0,NULL,49380,18446744073709551611,-491.04,3.3333333333333335e-61,-6.57143),(5,'Track \"5\"	/*',0,'\\n',61725,18446744073709551610,-490.05,0.6666666666666666,-6.42857),(6,'Track \"6\"	*/',0,'\\N',74070,18446744073709551609,-489.06,1e60,-6.28571),(7,'Track \"7\"	`',0,NULL,86415,18446744073709551608,-488.07,-1.0000000000000001e120,-6.14286),(8,'Track \"8\"	%',0,'\\n',98760,18446744073709551607,-487.08,-6.666666666666667e179,-6),(9,'Track \"9\"	_',0,'\\N',111105,18446744073709551606,-486.09,-3.333333333333333e239,-5.85714),(10,'Track \"10\"	😀',1,NULL,123450,18446744073709551605,-485.10,0,-5.71429),(11,'Track \"11\"	ä',1,'\\n',135795,18446744073709551604,-484.11,3.333333333333333e-241,-5.57143),(12,'Track \"12\"	♟',1,'\\N',148140,18446744073709551603,-483.12,6.666666666666667e-181,-5.42857),(13,'Track \"13\"	;',1,NULL,160485,18446744073709551602,-482.13,1e-120,-5.28571),(14,'Track \"14\"	--',1,'\\n',172830,18446744073709551601,-481.14,-9.999999999999998e-61,-5.14286),(15,'Track \"15\"	/*',1,'\\N',185175,18446744073709551600,-480.15,-0.6666666666666666,-5),(16,'Track \"16\"	*/',1,NULL,197520,18446744073709551599,-479.16,-3.333333333333333e59,-4.85714),(17,'Track \"17\"	`',1,'\\n',209865,18446744073709551598,-478.17,0,-4.71429),(18,'Track \"18\"	%',1,'\\N',222210,18446744073709551597,-477.18,3.3333333333333336e179,-4.57143),(19,'Track \"19\"	_',1,NULL,234555,18446744073709551596,-476.19,6.666666666666666e239,-4.42857),(20,'Track \"20\"	😀',2,'\\n',246900,18446744073709551595,-475.20,1e-300,-4.28571),(21,'Track \"21\"	ä',2,'\\N',259245,18446744073709551594,-474.21,-1e-240,-4.14286),(22,'Track \"22\"	♟',2,NULL,271590,18446744073709551593,-473.22,-6.666666666666667e-181,-4),(23,'Track \"23\"	;',2,'\\n',283935,18446744073709551592,-472.23,-3.333333333333333e-121,-3.85714),(24,'Track \"24\"	--',2,'\\N',296280,18446744073709551591,-471.24,0,-3.71429),(25,'Track \"25\"	/*',2,NULL,308625,18446744073709551590,-470.25,0.3333333333333333,-3.57143),(26,'Track \"26\"	*/',2,'\\n',320970,18446744073709551589,-469.26,6.666666666666666e59,-3.42857),(27,'Track \"27\"	`',2,'\\N',333315,18446744073709551588,-468.27,1.0000000000000001e120,-3.28571),(28,'Track \"28\"	%',2,NULL,345660,18446744073709551587,-467.28,-1e180,-3.14286),(29,'Track \"29\"	_',2,'\\n',358005,18446744073709551586,-466.29,-6.666666666666666e239,-3),(30,'Track \"30\"	😀',3,'\\N',370350,18446744073709551585,-465.30,-3.3333333333333334e-301,-2.85714),(31,'Track \"31\"	ä',3,NULL,382695,18446744073709551584,-464.31,0,-2.71429),(32,'Track \"32\"	♟',3,'\\n',395040,18446744073709551583,-463.32,3.3333333333333334e-181,-2.57143),(33,'Track \"33\"	;',3,'\\N',407385,18446744073709551582,-462.33,6.666666666666666e-121,-2.42857),(34,'Track \"34\"	--',3,NULL,419730,18446744073709551581,-461.34,9.999999999999998e-61,-2.28571),(35,'Track \"35\"	/*',3,'\\n',432075,18446744073709551580,-460.35,-1,-2.14286),(36,'Track \"36\"	*/',3,'\\N',444420,18446744073709551579,-459.36,-6.666666666666666e59,-2),(37,'Track \"37\"	`',3,NULL,456765,18446744073709551578,-458.37,-3.333333333333333e119,-1.85714),(38,'Track \"38\"	%',3,'\\n',469110,18446744073709551577,-457.38,0,-1.71429),(39,'Track \"39\"	_',3,'\\N',481455,18446744073709551576,-456.39,3.333333333333333e239,-1.57143),(40,'Track \"40\"	😀',4,NULL,493800,18446744073709551575,-455.40,6.666666666666667e-301,-1.42857),(41,'Track \"41\"	ä',4,'\\n',506145,18446744073709551574,-454.41,1e-240,-1.28571),(42,'Track \"42\"	♟',4,'\\N',518490,18446744073709551573,-453.42,-1e-180,-1.14286),(43,'Track \"43\"	;',4,NULL,530835,18446744073709551572,-452.43,-6.666666666666666e-121,-1),(44,'Track \"44\"	--',4,'\\n',543180,18446744073709551571,-451.44,-3.3333333333333335e-61,-0.857143),(45,'Track \"45\"	/*',4,'\\N',555525,18446744073709551570,-450.45,0,-0.714286),(46,'Track \"46\"	*/',4,NULL,567870,18446744073709551569,-449.46,3.333333333333333e59,-0.571429),(47,'Track \"47\"	`',4,'\\n',580215,18446744073709551568,-448.47,6.666666666666667e119,-0.428571),(48,'Track \"48\"	%',4,'\\N',592560,18446744073709551567,-447.48,1e180,-0.285714),(49,'Track \"49\"	_',4,NULL,604905,18446744073709551566,-446.49,-1e240,-0.142857),(50,'Track \"50\"	😀',5,'\\n',617250,18446744073709551565,-445.50,-6.666666666666667e-301,0),(51,'Track \"51\"	ä',5,'\\N',629595,18446744073709551564,-444.51,-3.333333333333333e-241,0.142857),(52,'Track \"52\"	♟',5,NULL,641940,18446744073709551563,-443.52,0,0.285714),(53,'Track \"53\"	;',5,'\\n',654285,18446744073709551562,-442.53,3.333333333333333e-121,0.428571),(54,'Track \"54\"	--',5,'\\N',666630,18446744073709551561,-441.54,6.666666666666667e-61,0.571429),(55,'Track \"55\"	/*',5,NULL,678975,18446744073709551560,-440.55,1,0.714286),(56,'Track \"56\"	*/',5,'\\n',691320,18446744073709551559,-439.56,-1e60,0.857143),(57,'Track \"57\"	`',5,'\\N',703665,18446744073709551558,-438.57,-6.666666666666667e119,1),(58,'Track \"58\"	%',5,NULL,716010,18446744073709551557,-437.58,-3.3333333333333336e179,1.14286),(59,'Track \"59\"	_',5,'\\n',728355,18446744073709551556,-436.59,0,1.28571);
/*!40000 ALTER TABLE `Track` ENABLE KEYS */;
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
-- Dumping events for database 'music'
--

--
-- Dumping routines for database 'music'
--

--
-- Final view structure for view `Best`
--

/*!50001 DROP VIEW IF EXISTS `Best`*/;
/*!50001 SET @saved_cs_client          = @@character_set_client */;
/*!50001 SET @saved_cs_results         = @@character_set_results */;
/*!50001 SET @saved_col_connection     = @@collation_connection */;
/*!50001 SET character_set_client      = utf8mb4 */;
/*!50001 SET character_set_results     = utf8mb4 */;
/*!50001 SET collation_connection      = utf8mb4_general_ci */;
/*!50001 CREATE ALGORITHM=UNDEFINED */
/*!50013 DEFINER=`root`@`localhost` SQL SECURITY DEFINER */
/*!50001 VIEW `Best` AS select `Track`.`Name` AS `Name`,`Track`.`UnitPrice` AS `UnitPrice` from `Track` where (`Track`.`UnitPrice` > 1.98) */;
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
/*!40103 SET TIME_ZONE=@OLD_TIME_ZONE */;

/*!40101 SET SQL_MODE=@OLD_SQL_MODE */;
/*!40014 SET FOREIGN_KEY_CHECKS=@OLD_FOREIGN_KEY_CHECKS */;
/*!40014 SET UNIQUE_CHECKS=@OLD_UNIQUE_CHECKS */;
/*!40101 SET CHARACTER_SET_CLIENT=@OLD_CHARACTER_SET_CLIENT */;
/*!40101 SET CHARACTER_SET_RESULTS=@OLD_CHARACTER_SET_RESULTS */;
/*!40101 SET COLLATION_CONNECTION=@OLD_COLLATION_CONNECTION */;
/*!40111 SET SQL_NOTES=@OLD_SQL_NOTES */;

-- Dump completed on 2026-11-26  5:08:27
