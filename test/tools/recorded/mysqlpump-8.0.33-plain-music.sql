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
CREATE DATABASE /*!32312 IF NOT EXISTS*/ `music` /*!40100 DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci */ /*!80016 DEFAULT ENCRYPTION='N' */;
DROP TABLE IF EXISTS `music`.`Album`;
USE `music`;
CREATE TABLE `music`.`Album` (
  `AlbumId` int NOT NULL,
  `Title` varchar(160) NOT NULL,
  `ArtistId` int NOT NULL,
  PRIMARY KEY (`AlbumId`),
  KEY `IFK_AlbumArtistId` (`ArtistId`),
  CONSTRAINT `FK_Album` FOREIGN KEY (`ArtistId`) REFERENCES `Artist` (`ArtistId`)
) ENGINE=InnoDB DEFAULT CHARSET=latin1;
INSERT INTO `music`.`Album` (`AlbumId`,`Title`,`ArtistId`) VALUES (0,"Título À0",0);
INSERT INTO `music`.`Album` (`AlbumId`,`Title`,`ArtistId`) VALUES (1,"Título Á1",1);
INSERT INTO `music`.`Album` (`AlbumId`,`Title`,`ArtistId`) VALUES (2,"Título Â2",2);
INSERT INTO `music`.`Album` (`AlbumId`,`Title`,`ArtistId`) VALUES (3,"Título Ã3",3);
INSERT INTO `music`.`Album` (`AlbumId`,`Title`,`ArtistId`) VALUES (4,"Título Ä4",4);
INSERT INTO `music`.`Album` (`AlbumId`,`Title`,`ArtistId`) VALUES (5,"Título Å5",5);
INSERT INTO `music`.`Album` (`AlbumId`,`Title`,`ArtistId`) VALUES (6,"Título Æ6",6);
INSERT INTO `music`.`Album` (`AlbumId`,`Title`,`ArtistId`) VALUES (7,"Título Ç7",7);
INSERT INTO `music`.`Album` (`AlbumId`,`Title`,`ArtistId`) VALUES (8,"Título È8",8);
INSERT INTO `music`.`Album` (`AlbumId`,`Title`,`ArtistId`) VALUES (9,"Título É9",9);
INSERT INTO `music`.`Album` (`AlbumId`,`Title`,`ArtistId`) VALUES (10,"Título Ê10",10);
INSERT INTO `music`.`Album` (`AlbumId`,`Title`,`ArtistId`) VALUES (11,"Título Ë11",11);
INSERT INTO `music`.`Album` (`AlbumId`,`Title`,`ArtistId`) VALUES (12,"Título Ì12",12);
INSERT INTO `music`.`Album` (`AlbumId`,`Title`,`ArtistId`) VALUES (13,"Título Í13",13);
INSERT INTO `music`.`Album` (`AlbumId`,`Title`,`ArtistId`) VALUES (14,"Título Î14",14);
INSERT INTO `music`.`Album` (`AlbumId`,`Title`,`ArtistId`) VALUES (15,"Título Ï15",15);
INSERT INTO `music`.`Album` (`AlbumId`,`Title`,`ArtistId`) VALUES (16,"Título Ð16",16);
INSERT INTO `music`.`Album` (`AlbumId`,`Title`,`ArtistId`) VALUES (17,"Título Ñ17",17);
INSERT INTO `music`.`Album` (`AlbumId`,`Title`,`ArtistId`) VALUES (18,"Título Ò18",18);
INSERT INTO `music`.`Album` (`AlbumId`,`Title`,`ArtistId`) VALUES (19,"Título Ó19",19);
INSERT INTO `music`.`Album` (`AlbumId`,`Title`,`ArtistId`) VALUES (20,"Título Ô20",20);
INSERT INTO `music`.`Album` (`AlbumId`,`Title`,`ArtistId`) VALUES (21,"Título Õ21",21);
INSERT INTO `music`.`Album` (`AlbumId`,`Title`,`ArtistId`) VALUES (22,"Título Ö22",22);
INSERT INTO `music`.`Album` (`AlbumId`,`Title`,`ArtistId`) VALUES (23,"Título ×23",23);
INSERT INTO `music`.`Album` (`AlbumId`,`Title`,`ArtistId`) VALUES (24,"Título Ø24",24);
INSERT INTO `music`.`Album` (`AlbumId`,`Title`,`ArtistId`) VALUES (25,"Título Ù25",25);
INSERT INTO `music`.`Album` (`AlbumId`,`Title`,`ArtistId`) VALUES (26,"Título Ú26",26);
INSERT INTO `music`.`Album` (`AlbumId`,`Title`,`ArtistId`) VALUES (27,"Título Û27",27);
INSERT INTO `music`.`Album` (`AlbumId`,`Title`,`ArtistId`) VALUES (28,"Título Ü28",28);
INSERT INTO `music`.`Album` (`AlbumId`,`Title`,`ArtistId`) VALUES (29,"Título Ý29",29);
INSERT INTO `music`.`Album` (`AlbumId`,`Title`,`ArtistId`) VALUES (30,"Título Þ30",30);
INSERT INTO `music`.`Album` (`AlbumId`,`Title`,`ArtistId`) VALUES (31,"Título ß31",31);
INSERT INTO `music`.`Album` (`AlbumId`,`Title`,`ArtistId`) VALUES (32,"Título à32",32);
INSERT INTO `music`.`Album` (`AlbumId`,`Title`,`ArtistId`) VALUES (33,"Título á33",33);
INSERT INTO `music`.`Album` (`AlbumId`,`Title`,`ArtistId`) VALUES (34,"Título â34",34);
INSERT INTO `music`.`Album` (`AlbumId`,`Title`,`ArtistId`) VALUES (35,"Título ã35",35);
INSERT INTO `music`.`Album` (`AlbumId`,`Title`,`ArtistId`) VALUES (36,"Título ä36",36);
INSERT INTO `music`.`Album` (`AlbumId`,`Title`,`ArtistId`) VALUES (37,"Título å37",37);
INSERT INTO `music`.`Album` (`AlbumId`,`Title`,`ArtistId`) VALUES (38,"Título æ38",38);
INSERT INTO `music`.`Album` (`AlbumId`,`Title`,`ArtistId`) VALUES (39,"Título ç39",39);
INSERT INTO `music`.`Album` (`AlbumId`,`Title`,`ArtistId`) VALUES (40,"Título è40",40);
INSERT INTO `music`.`Album` (`AlbumId`,`Title`,`ArtistId`) VALUES (41,"Título é41",41);
INSERT INTO `music`.`Album` (`AlbumId`,`Title`,`ArtistId`) VALUES (42,"Título ê42",42);
INSERT INTO `music`.`Album` (`AlbumId`,`Title`,`ArtistId`) VALUES (43,"Título ë43",43);
INSERT INTO `music`.`Album` (`AlbumId`,`Title`,`ArtistId`) VALUES (44,"Título ì44",44);
INSERT INTO `music`.`Album` (`AlbumId`,`Title`,`ArtistId`) VALUES (45,"Título í45",45);
INSERT INTO `music`.`Album` (`AlbumId`,`Title`,`ArtistId`) VALUES (46,"Título î46",46);
INSERT INTO `music`.`Album` (`AlbumId`,`Title`,`ArtistId`) VALUES (47,"Título ï47",47);
INSERT INTO `music`.`Album` (`AlbumId`,`Title`,`ArtistId`) VALUES (48,"Título ð48",48);
INSERT INTO `music`.`Album` (`AlbumId`,`Title`,`ArtistId`) VALUES (49,"Título ñ49",49);
INSERT INTO `music`.`Album` (`AlbumId`,`Title`,`ArtistId`) VALUES (50,"Título ò50",50);
INSERT INTO `music`.`Album` (`AlbumId`,`Title`,`ArtistId`) VALUES (51,"Título ó51",51);
INSERT INTO `music`.`Album` (`AlbumId`,`Title`,`ArtistId`) VALUES (52,"Título ô52",52);
INSERT INTO `music`.`Album` (`AlbumId`,`Title`,`ArtistId`) VALUES (53,"Título õ53",53);
INSERT INTO `music`.`Album` (`AlbumId`,`Title`,`ArtistId`) VALUES (54,"Título ö54",54);
INSERT INTO `music`.`Album` (`AlbumId`,`Title`,`ArtistId`) VALUES (55,"Título ÷55",55);
INSERT INTO `music`.`Album` (`AlbumId`,`Title`,`ArtistId`) VALUES (56,"Título ø56",56);
INSERT INTO `music`.`Album` (`AlbumId`,`Title`,`ArtistId`) VALUES (57,"Título ù57",57);
INSERT INTO `music`.`Album` (`AlbumId`,`Title`,`ArtistId`) VALUES (58,"Título ú58",58);
INSERT INTO `music`.`Album` (`AlbumId`,`Title`,`ArtistId`) VALUES (59,"Título û59",59);
DROP TABLE IF EXISTS `music`.`Artist`;
USE `music`;
CREATE TABLE `music`.`Artist` (
  `ArtistId` int NOT NULL,
  `Name` varchar(120) CHARACTER SET utf8mb3 COLLATE utf8mb3_general_ci DEFAULT NULL,
  PRIMARY KEY (`ArtistId`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;
INSERT INTO `music`.`Artist` (`ArtistId`,`Name`) VALUES (0,"Mötley");
INSERT INTO `music`.`Artist` (`ArtistId`,`Name`) VALUES (1,"Sigur Rós");
INSERT INTO `music`.`Artist` (`ArtistId`,`Name`) VALUES (2,"Ария");
INSERT INTO `music`.`Artist` (`ArtistId`,`Name`) VALUES (3,"AC/DC");
INSERT INTO `music`.`Artist` (`ArtistId`,`Name`) VALUES (4,"it\'s");
INSERT INTO `music`.`Artist` (`ArtistId`,`Name`) VALUES (5,NULL);
INSERT INTO `music`.`Artist` (`ArtistId`,`Name`) VALUES (6,'');
INSERT INTO `music`.`Artist` (`ArtistId`,`Name`) VALUES (7,"\\");
INSERT INTO `music`.`Artist` (`ArtistId`,`Name`) VALUES (8,"中島");
INSERT INTO `music`.`Artist` (`ArtistId`,`Name`) VALUES (9,"x\0y");
INSERT INTO `music`.`Artist` (`ArtistId`,`Name`) VALUES (10,"Mötley");
INSERT INTO `music`.`Artist` (`ArtistId`,`Name`) VALUES (11,"Sigur Rós");
INSERT INTO `music`.`Artist` (`ArtistId`,`Name`) VALUES (12,"Ария");
INSERT INTO `music`.`Artist` (`ArtistId`,`Name`) VALUES (13,"AC/DC");
INSERT INTO `music`.`Artist` (`ArtistId`,`Name`) VALUES (14,"it\'s");
INSERT INTO `music`.`Artist` (`ArtistId`,`Name`) VALUES (15,NULL);
INSERT INTO `music`.`Artist` (`ArtistId`,`Name`) VALUES (16,'');
INSERT INTO `music`.`Artist` (`ArtistId`,`Name`) VALUES (17,"\\");
INSERT INTO `music`.`Artist` (`ArtistId`,`Name`) VALUES (18,"中島");
INSERT INTO `music`.`Artist` (`ArtistId`,`Name`) VALUES (19,"x\0y");
INSERT INTO `music`.`Artist` (`ArtistId`,`Name`) VALUES (20,"Mötley");
INSERT INTO `music`.`Artist` (`ArtistId`,`Name`) VALUES (21,"Sigur Rós");
INSERT INTO `music`.`Artist` (`ArtistId`,`Name`) VALUES (22,"Ария");
INSERT INTO `music`.`Artist` (`ArtistId`,`Name`) VALUES (23,"AC/DC");
INSERT INTO `music`.`Artist` (`ArtistId`,`Name`) VALUES (24,"it\'s");
INSERT INTO `music`.`Artist` (`ArtistId`,`Name`) VALUES (25,NULL);
INSERT INTO `music`.`Artist` (`ArtistId`,`Name`) VALUES (26,'');
INSERT INTO `music`.`Artist` (`ArtistId`,`Name`) VALUES (27,"\\");
INSERT INTO `music`.`Artist` (`ArtistId`,`Name`) VALUES (28,"中島");
INSERT INTO `music`.`Artist` (`ArtistId`,`Name`) VALUES (29,"x\0y");
INSERT INTO `music`.`Artist` (`ArtistId`,`Name`) VALUES (30,"Mötley");
INSERT INTO `music`.`Artist` (`ArtistId`,`Name`) VALUES (31,"Sigur Rós");
INSERT INTO `music`.`Artist` (`ArtistId`,`Name`) VALUES (32,"Ария");
INSERT INTO `music`.`Artist` (`ArtistId`,`Name`) VALUES (33,"AC/DC");
INSERT INTO `music`.`Artist` (`ArtistId`,`Name`) VALUES (34,"it\'s");
INSERT INTO `music`.`Artist` (`ArtistId`,`Name`) VALUES (35,NULL);
INSERT INTO `music`.`Artist` (`ArtistId`,`Name`) VALUES (36,'');
INSERT INTO `music`.`Artist` (`ArtistId`,`Name`) VALUES (37,"\\");
INSERT INTO `music`.`Artist` (`ArtistId`,`Name`) VALUES (38,"中島");
INSERT INTO `music`.`Artist` (`ArtistId`,`Name`) VALUES (39,"x\0y");
INSERT INTO `music`.`Artist` (`ArtistId`,`Name`) VALUES (40,"Mötley");
INSERT INTO `music`.`Artist` (`ArtistId`,`Name`) VALUES (41,"Sigur Rós");
INSERT INTO `music`.`Artist` (`ArtistId`,`Name`) VALUES (42,"Ария");
INSERT INTO `music`.`Artist` (`ArtistId`,`Name`) VALUES (43,"AC/DC");
INSERT INTO `music`.`Artist` (`ArtistId`,`Name`) VALUES (44,"it\'s");
INSERT INTO `music`.`Artist` (`ArtistId`,`Name`) VALUES (45,NULL);
INSERT INTO `music`.`Artist` (`ArtistId`,`Name`) VALUES (46,'');
INSERT INTO `music`.`Artist` (`ArtistId`,`Name`) VALUES (47,"\\");
INSERT INTO `music`.`Artist` (`ArtistId`,`Name`) VALUES (48,"中島");
INSERT INTO `music`.`Artist` (`ArtistId`,`Name`) VALUES (49,"x\0y");
INSERT INTO `music`.`Artist` (`ArtistId`,`Name`) VALUES (50,"Mötley");
INSERT INTO `music`.`Artist` (`ArtistId`,`Name`) VALUES (51,"Sigur Rós");
INSERT INTO `music`.`Artist` (`ArtistId`,`Name`) VALUES (52,"Ария");
INSERT INTO `music`.`Artist` (`ArtistId`,`Name`) VALUES (53,"AC/DC");
INSERT INTO `music`.`Artist` (`ArtistId`,`Name`) VALUES (54,"it\'s");
INSERT INTO `music`.`Artist` (`ArtistId`,`Name`) VALUES (55,NULL);
INSERT INTO `music`.`Artist` (`ArtistId`,`Name`) VALUES (56,'');
INSERT INTO `music`.`Artist` (`ArtistId`,`Name`) VALUES (57,"\\");
INSERT INTO `music`.`Artist` (`ArtistId`,`Name`) VALUES (58,"中島");
INSERT INTO `music`.`Artist` (`ArtistId`,`Name`) VALUES (59,"x\0y");
INSERT INTO `music`.`Artist` (`ArtistId`,`Name`) VALUES (60,"Mötley");
INSERT INTO `music`.`Artist` (`ArtistId`,`Name`) VALUES (61,"Sigur Rós");
INSERT INTO `music`.`Artist` (`ArtistId`,`Name`) VALUES (62,"Ария");
INSERT INTO `music`.`Artist` (`ArtistId`,`Name`) VALUES (63,"AC/DC");
INSERT INTO `music`.`Artist` (`ArtistId`,`Name`) VALUES (64,"it\'s");
INSERT INTO `music`.`Artist` (`ArtistId`,`Name`) VALUES (65,NULL);
INSERT INTO `music`.`Artist` (`ArtistId`,`Name`) VALUES (66,'');
INSERT INTO `music`.`Artist` (`ArtistId`,`Name`) VALUES (67,"\\");
INSERT INTO `music`.`Artist` (`ArtistId`,`Name`) VALUES (68,"中島");
INSERT INTO `music`.`Artist` (`ArtistId`,`Name`) VALUES (69,"x\0y");
INSERT INTO `music`.`Artist` (`ArtistId`,`Name`) VALUES (70,"Mötley");
INSERT INTO `music`.`Artist` (`ArtistId`,`Name`) VALUES (71,"Sigur Rós");
INSERT INTO `music`.`Artist` (`ArtistId`,`Name`) VALUES (72,"Ария");
INSERT INTO `music`.`Artist` (`ArtistId`,`Name`) VALUES (73,"AC/DC");
INSERT INTO `music`.`Artist` (`ArtistId`,`Name`) VALUES (74,"it\'s");
INSERT INTO `music`.`Artist` (`ArtistId`,`Name`) VALUES (75,NULL);
INSERT INTO `music`.`Artist` (`ArtistId`,`Name`) VALUES (76,'');
INSERT INTO `music`.`Artist` (`ArtistId`,`Name`) VALUES (77,"\\");
INSERT INTO `music`.`Artist` (`ArtistId`,`Name`) VALUES (78,"中島");
INSERT INTO `music`.`Artist` (`ArtistId`,`Name`) VALUES (79,"x\0y");
INSERT INTO `music`.`Artist` (`ArtistId`,`Name`) VALUES (80,"Mötley");
INSERT INTO `music`.`Artist` (`ArtistId`,`Name`) VALUES (81,"Sigur Rós");
INSERT INTO `music`.`Artist` (`ArtistId`,`Name`) VALUES (82,"Ария");
INSERT INTO `music`.`Artist` (`ArtistId`,`Name`) VALUES (83,"AC/DC");
INSERT INTO `music`.`Artist` (`ArtistId`,`Name`) VALUES (84,"it\'s");
INSERT INTO `music`.`Artist` (`ArtistId`,`Name`) VALUES (85,NULL);
INSERT INTO `music`.`Artist` (`ArtistId`,`Name`) VALUES (86,'');
INSERT INTO `music`.`Artist` (`ArtistId`,`Name`) VALUES (87,"\\");
INSERT INTO `music`.`Artist` (`ArtistId`,`Name`) VALUES (88,"中島");
INSERT INTO `music`.`Artist` (`ArtistId`,`Name`) VALUES (89,"x\0y");
INSERT INTO `music`.`Artist` (`ArtistId`,`Name`) VALUES (90,"Mötley");
INSERT INTO `music`.`Artist` (`ArtistId`,`Name`) VALUES (91,"Sigur Rós");
INSERT INTO `music`.`Artist` (`ArtistId`,`Name`) VALUES (92,"Ария");
INSERT INTO `music`.`Artist` (`ArtistId`,`Name`) VALUES (93,"AC/DC");
INSERT INTO `music`.`Artist` (`ArtistId`,`Name`) VALUES (94,"it\'s");
INSERT INTO `music`.`Artist` (`ArtistId`,`Name`) VALUES (95,NULL);
INSERT INTO `music`.`Artist` (`ArtistId`,`Name`) VALUES (96,'');
INSERT INTO `music`.`Artist` (`ArtistId`,`Name`) VALUES (97,"\\");
INSERT INTO `music`.`Artist` (`ArtistId`,`Name`) VALUES (98,"中島");
INSERT INTO `music`.`Artist` (`ArtistId`,`Name`) VALUES (99,"x\0y");
DROP VIEW IF EXISTS `music`.`Best`;
CREATE VIEW `music`.`Best` AS SELECT
 1 AS `Name`,
 1 AS `UnitPrice`;
DROP TABLE IF EXISTS `music`.`Employee`;
USE `music`;
CREATE TABLE `music`.`Employee` (
  `EmployeeId` int NOT NULL,
  `LastName` varchar(20) NOT NULL,
  `ReportsTo` int DEFAULT NULL,
  `BirthDate` datetime DEFAULT NULL,
  PRIMARY KEY (`EmployeeId`),
  KEY `ReportsTo` (`ReportsTo`),
  CONSTRAINT `FK_Boss` FOREIGN KEY (`ReportsTo`) REFERENCES `Employee` (`EmployeeId`)
) ENGINE=InnoDB DEFAULT CHARSET=gbk;
INSERT INTO `music`.`Employee` (`EmployeeId`,`LastName`,`ReportsTo`,`BirthDate`) VALUES (1,"王縗\\",NULL,"1962-02-18 00:00:00");
INSERT INTO `music`.`Employee` (`EmployeeId`,`LastName`,`ReportsTo`,`BirthDate`) VALUES (2,"李",1,"0000-00-00 00:00:00");
INSERT INTO `music`.`Employee` (`EmployeeId`,`LastName`,`ReportsTo`,`BirthDate`) VALUES (3,"誠",2,NULL);
DROP TABLE IF EXISTS `music`.`Invoice`;
USE `music`;
CREATE TABLE `music`.`Invoice` (
  `InvoiceId` int NOT NULL AUTO_INCREMENT,
  `InvoiceDate` datetime(3) NOT NULL,
  `BillingCountry` char(40) COLLATE utf8mb4_general_ci DEFAULT NULL,
  `Total` decimal(10,2) NOT NULL,
  PRIMARY KEY (`InvoiceId`)
) ENGINE=InnoDB AUTO_INCREMENT=9008 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;
INSERT INTO `music`.`Invoice` (`InvoiceId`,`InvoiceDate`,`BillingCountry`,`Total`) VALUES (9001,"2009-01-01 00:00:00.000","Österreich",0.00);
INSERT INTO `music`.`Invoice` (`InvoiceId`,`InvoiceDate`,`BillingCountry`,`Total`) VALUES (9002,"2009-01-02 00:00:00.001",NULL,1000.01);
INSERT INTO `music`.`Invoice` (`InvoiceId`,`InvoiceDate`,`BillingCountry`,`Total`) VALUES (9003,"2009-01-03 00:00:00.002",'',2000.02);
INSERT INTO `music`.`Invoice` (`InvoiceId`,`InvoiceDate`,`BillingCountry`,`Total`) VALUES (9004,"2009-01-04 00:00:00.003","Österreich",3000.03);
INSERT INTO `music`.`Invoice` (`InvoiceId`,`InvoiceDate`,`BillingCountry`,`Total`) VALUES (9005,"2009-01-05 00:00:00.004",NULL,4000.04);
INSERT INTO `music`.`Invoice` (`InvoiceId`,`InvoiceDate`,`BillingCountry`,`Total`) VALUES (9006,"2009-01-06 00:00:00.005",'',5000.05);
DROP TABLE IF EXISTS `music`.`Playlist`;
USE `music`;
CREATE TABLE `music`.`Playlist` (
  `PlaylistId` int NOT NULL,
  `Name` varchar(120) DEFAULT NULL,
  PRIMARY KEY (`PlaylistId`)
) ENGINE=InnoDB DEFAULT CHARSET=sjis;
INSERT INTO `music`.`Playlist` (`PlaylistId`,`Name`) VALUES (0,"ポップ\\");
INSERT INTO `music`.`Playlist` (`PlaylistId`,`Name`) VALUES (1,"表示ソ能");
INSERT INTO `music`.`Playlist` (`PlaylistId`,`Name`) VALUES (2,NULL);
DROP TABLE IF EXISTS `music`.`PlaylistTrack`;
USE `music`;
CREATE TABLE `music`.`PlaylistTrack` (
  `PlaylistId` int NOT NULL,
  `TrackId` int NOT NULL,
  PRIMARY KEY (`PlaylistId`,`TrackId`),
  KEY `IFK_PlaylistTrackTrackId` (`TrackId`),
  CONSTRAINT `FK_PlaylistTrackPlaylistId` FOREIGN KEY (`PlaylistId`) REFERENCES `Playlist` (`PlaylistId`),
  CONSTRAINT `FK_PlaylistTrackTrackId` FOREIGN KEY (`TrackId`) REFERENCES `Track` (`TrackId`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;
INSERT INTO `music`.`PlaylistTrack` (`PlaylistId`,`TrackId`) VALUES (1,0);
INSERT INTO `music`.`PlaylistTrack` (`PlaylistId`,`TrackId`) VALUES (2,0);
INSERT INTO `music`.`PlaylistTrack` (`PlaylistId`,`TrackId`) VALUES (0,1);
INSERT INTO `music`.`PlaylistTrack` (`PlaylistId`,`TrackId`) VALUES (2,1);
INSERT INTO `music`.`PlaylistTrack` (`PlaylistId`,`TrackId`) VALUES (0,2);
INSERT INTO `music`.`PlaylistTrack` (`PlaylistId`,`TrackId`) VALUES (1,2);
INSERT INTO `music`.`PlaylistTrack` (`PlaylistId`,`TrackId`) VALUES (1,3);
INSERT INTO `music`.`PlaylistTrack` (`PlaylistId`,`TrackId`) VALUES (2,3);
INSERT INTO `music`.`PlaylistTrack` (`PlaylistId`,`TrackId`) VALUES (0,4);
INSERT INTO `music`.`PlaylistTrack` (`PlaylistId`,`TrackId`) VALUES (2,4);
INSERT INTO `music`.`PlaylistTrack` (`PlaylistId`,`TrackId`) VALUES (0,5);
INSERT INTO `music`.`PlaylistTrack` (`PlaylistId`,`TrackId`) VALUES (1,5);
INSERT INTO `music`.`PlaylistTrack` (`PlaylistId`,`TrackId`) VALUES (1,6);
INSERT INTO `music`.`PlaylistTrack` (`PlaylistId`,`TrackId`) VALUES (2,6);
INSERT INTO `music`.`PlaylistTrack` (`PlaylistId`,`TrackId`) VALUES (0,7);
INSERT INTO `music`.`PlaylistTrack` (`PlaylistId`,`TrackId`) VALUES (2,7);
INSERT INTO `music`.`PlaylistTrack` (`PlaylistId`,`TrackId`) VALUES (0,8);
INSERT INTO `music`.`PlaylistTrack` (`PlaylistId`,`TrackId`) VALUES (1,8);
INSERT INTO `music`.`PlaylistTrack` (`PlaylistId`,`TrackId`) VALUES (1,9);
INSERT INTO `music`.`PlaylistTrack` (`PlaylistId`,`TrackId`) VALUES (2,9);
INSERT INTO `music`.`PlaylistTrack` (`PlaylistId`,`TrackId`) VALUES (0,10);
INSERT INTO `music`.`PlaylistTrack` (`PlaylistId`,`TrackId`) VALUES (2,10);
INSERT INTO `music`.`PlaylistTrack` (`PlaylistId`,`TrackId`) VALUES (0,11);
INSERT INTO `music`.`PlaylistTrack` (`PlaylistId`,`TrackId`) VALUES (1,11);
INSERT INTO `music`.`PlaylistTrack` (`PlaylistId`,`TrackId`) VALUES (1,12);
INSERT INTO `music`.`PlaylistTrack` (`PlaylistId`,`TrackId`) VALUES (2,12);
INSERT INTO `music`.`PlaylistTrack` (`PlaylistId`,`TrackId`) VALUES (0,13);
INSERT INTO `music`.`PlaylistTrack` (`PlaylistId`,`TrackId`) VALUES (2,13);
INSERT INTO `music`.`PlaylistTrack` (`PlaylistId`,`TrackId`) VALUES (0,14);
INSERT INTO `music`.`PlaylistTrack` (`PlaylistId`,`TrackId`) VALUES (1,14);
INSERT INTO `music`.`PlaylistTrack` (`PlaylistId`,`TrackId`) VALUES (1,15);
INSERT INTO `music`.`PlaylistTrack` (`PlaylistId`,`TrackId`) VALUES (2,15);
INSERT INTO `music`.`PlaylistTrack` (`PlaylistId`,`TrackId`) VALUES (0,16);
INSERT INTO `music`.`PlaylistTrack` (`PlaylistId`,`TrackId`) VALUES (2,16);
INSERT INTO `music`.`PlaylistTrack` (`PlaylistId`,`TrackId`) VALUES (0,17);
INSERT INTO `music`.`PlaylistTrack` (`PlaylistId`,`TrackId`) VALUES (1,17);
INSERT INTO `music`.`PlaylistTrack` (`PlaylistId`,`TrackId`) VALUES (1,18);
INSERT INTO `music`.`PlaylistTrack` (`PlaylistId`,`TrackId`) VALUES (2,18);
INSERT INTO `music`.`PlaylistTrack` (`PlaylistId`,`TrackId`) VALUES (0,19);
INSERT INTO `music`.`PlaylistTrack` (`PlaylistId`,`TrackId`) VALUES (2,19);
INSERT INTO `music`.`PlaylistTrack` (`PlaylistId`,`TrackId`) VALUES (0,20);
INSERT INTO `music`.`PlaylistTrack` (`PlaylistId`,`TrackId`) VALUES (1,20);
INSERT INTO `music`.`PlaylistTrack` (`PlaylistId`,`TrackId`) VALUES (1,21);
INSERT INTO `music`.`PlaylistTrack` (`PlaylistId`,`TrackId`) VALUES (2,21);
INSERT INTO `music`.`PlaylistTrack` (`PlaylistId`,`TrackId`) VALUES (0,22);
INSERT INTO `music`.`PlaylistTrack` (`PlaylistId`,`TrackId`) VALUES (2,22);
INSERT INTO `music`.`PlaylistTrack` (`PlaylistId`,`TrackId`) VALUES (0,23);
INSERT INTO `music`.`PlaylistTrack` (`PlaylistId`,`TrackId`) VALUES (1,23);
INSERT INTO `music`.`PlaylistTrack` (`PlaylistId`,`TrackId`) VALUES (1,24);
INSERT INTO `music`.`PlaylistTrack` (`PlaylistId`,`TrackId`) VALUES (2,24);
INSERT INTO `music`.`PlaylistTrack` (`PlaylistId`,`TrackId`) VALUES (0,25);
INSERT INTO `music`.`PlaylistTrack` (`PlaylistId`,`TrackId`) VALUES (2,25);
INSERT INTO `music`.`PlaylistTrack` (`PlaylistId`,`TrackId`) VALUES (0,26);
INSERT INTO `music`.`PlaylistTrack` (`PlaylistId`,`TrackId`) VALUES (1,26);
INSERT INTO `music`.`PlaylistTrack` (`PlaylistId`,`TrackId`) VALUES (1,27);
INSERT INTO `music`.`PlaylistTrack` (`PlaylistId`,`TrackId`) VALUES (2,27);
INSERT INTO `music`.`PlaylistTrack` (`PlaylistId`,`TrackId`) VALUES (0,28);
INSERT INTO `music`.`PlaylistTrack` (`PlaylistId`,`TrackId`) VALUES (2,28);
INSERT INTO `music`.`PlaylistTrack` (`PlaylistId`,`TrackId`) VALUES (0,29);
INSERT INTO `music`.`PlaylistTrack` (`PlaylistId`,`TrackId`) VALUES (1,29);
INSERT INTO `music`.`PlaylistTrack` (`PlaylistId`,`TrackId`) VALUES (1,30);
INSERT INTO `music`.`PlaylistTrack` (`PlaylistId`,`TrackId`) VALUES (2,30);
INSERT INTO `music`.`PlaylistTrack` (`PlaylistId`,`TrackId`) VALUES (0,31);
INSERT INTO `music`.`PlaylistTrack` (`PlaylistId`,`TrackId`) VALUES (2,31);
INSERT INTO `music`.`PlaylistTrack` (`PlaylistId`,`TrackId`) VALUES (0,32);
INSERT INTO `music`.`PlaylistTrack` (`PlaylistId`,`TrackId`) VALUES (1,32);
INSERT INTO `music`.`PlaylistTrack` (`PlaylistId`,`TrackId`) VALUES (1,33);
INSERT INTO `music`.`PlaylistTrack` (`PlaylistId`,`TrackId`) VALUES (2,33);
INSERT INTO `music`.`PlaylistTrack` (`PlaylistId`,`TrackId`) VALUES (0,34);
INSERT INTO `music`.`PlaylistTrack` (`PlaylistId`,`TrackId`) VALUES (2,34);
INSERT INTO `music`.`PlaylistTrack` (`PlaylistId`,`TrackId`) VALUES (0,35);
INSERT INTO `music`.`PlaylistTrack` (`PlaylistId`,`TrackId`) VALUES (1,35);
INSERT INTO `music`.`PlaylistTrack` (`PlaylistId`,`TrackId`) VALUES (1,36);
INSERT INTO `music`.`PlaylistTrack` (`PlaylistId`,`TrackId`) VALUES (2,36);
INSERT INTO `music`.`PlaylistTrack` (`PlaylistId`,`TrackId`) VALUES (0,37);
INSERT INTO `music`.`PlaylistTrack` (`PlaylistId`,`TrackId`) VALUES (2,37);
INSERT INTO `music`.`PlaylistTrack` (`PlaylistId`,`TrackId`) VALUES (0,38);
INSERT INTO `music`.`PlaylistTrack` (`PlaylistId`,`TrackId`) VALUES (1,38);
INSERT INTO `music`.`PlaylistTrack` (`PlaylistId`,`TrackId`) VALUES (1,39);
INSERT INTO `music`.`PlaylistTrack` (`PlaylistId`,`TrackId`) VALUES (2,39);
INSERT INTO `music`.`PlaylistTrack` (`PlaylistId`,`TrackId`) VALUES (0,40);
INSERT INTO `music`.`PlaylistTrack` (`PlaylistId`,`TrackId`) VALUES (2,40);
INSERT INTO `music`.`PlaylistTrack` (`PlaylistId`,`TrackId`) VALUES (0,41);
INSERT INTO `music`.`PlaylistTrack` (`PlaylistId`,`TrackId`) VALUES (1,41);
INSERT INTO `music`.`PlaylistTrack` (`PlaylistId`,`TrackId`) VALUES (1,42);
INSERT INTO `music`.`PlaylistTrack` (`PlaylistId`,`TrackId`) VALUES (2,42);
INSERT INTO `music`.`PlaylistTrack` (`PlaylistId`,`TrackId`) VALUES (0,43);
INSERT INTO `music`.`PlaylistTrack` (`PlaylistId`,`TrackId`) VALUES (2,43);
INSERT INTO `music`.`PlaylistTrack` (`PlaylistId`,`TrackId`) VALUES (0,44);
INSERT INTO `music`.`PlaylistTrack` (`PlaylistId`,`TrackId`) VALUES (1,44);
INSERT INTO `music`.`PlaylistTrack` (`PlaylistId`,`TrackId`) VALUES (1,45);
INSERT INTO `music`.`PlaylistTrack` (`PlaylistId`,`TrackId`) VALUES (2,45);
INSERT INTO `music`.`PlaylistTrack` (`PlaylistId`,`TrackId`) VALUES (0,46);
INSERT INTO `music`.`PlaylistTrack` (`PlaylistId`,`TrackId`) VALUES (2,46);
INSERT INTO `music`.`PlaylistTrack` (`PlaylistId`,`TrackId`) VALUES (0,47);
INSERT INTO `music`.`PlaylistTrack` (`PlaylistId`,`TrackId`) VALUES (1,47);
INSERT INTO `music`.`PlaylistTrack` (`PlaylistId`,`TrackId`) VALUES (1,48);
INSERT INTO `music`.`PlaylistTrack` (`PlaylistId`,`TrackId`) VALUES (2,48);
INSERT INTO `music`.`PlaylistTrack` (`PlaylistId`,`TrackId`) VALUES (0,49);
INSERT INTO `music`.`PlaylistTrack` (`PlaylistId`,`TrackId`) VALUES (2,49);
INSERT INTO `music`.`PlaylistTrack` (`PlaylistId`,`TrackId`) VALUES (0,50);
INSERT INTO `music`.`PlaylistTrack` (`PlaylistId`,`TrackId`) VALUES (1,50);
INSERT INTO `music`.`PlaylistTrack` (`PlaylistId`,`TrackId`) VALUES (1,51);
INSERT INTO `music`.`PlaylistTrack` (`PlaylistId`,`TrackId`) VALUES (2,51);
INSERT INTO `music`.`PlaylistTrack` (`PlaylistId`,`TrackId`) VALUES (0,52);
INSERT INTO `music`.`PlaylistTrack` (`PlaylistId`,`TrackId`) VALUES (2,52);
INSERT INTO `music`.`PlaylistTrack` (`PlaylistId`,`TrackId`) VALUES (0,53);
INSERT INTO `music`.`PlaylistTrack` (`PlaylistId`,`TrackId`) VALUES (1,53);
INSERT INTO `music`.`PlaylistTrack` (`PlaylistId`,`TrackId`) VALUES (1,54);
INSERT INTO `music`.`PlaylistTrack` (`PlaylistId`,`TrackId`) VALUES (2,54);
INSERT INTO `music`.`PlaylistTrack` (`PlaylistId`,`TrackId`) VALUES (0,55);
INSERT INTO `music`.`PlaylistTrack` (`PlaylistId`,`TrackId`) VALUES (2,55);
INSERT INTO `music`.`PlaylistTrack` (`PlaylistId`,`TrackId`) VALUES (0,56);
INSERT INTO `music`.`PlaylistTrack` (`PlaylistId`,`TrackId`) VALUES (1,56);
INSERT INTO `music`.`PlaylistTrack` (`PlaylistId`,`TrackId`) VALUES (1,57);
INSERT INTO `music`.`PlaylistTrack` (`PlaylistId`,`TrackId`) VALUES (2,57);
INSERT INTO `music`.`PlaylistTrack` (`PlaylistId`,`TrackId`) VALUES (0,58);
INSERT INTO `music`.`PlaylistTrack` (`PlaylistId`,`TrackId`) VALUES (2,58);
INSERT INTO `music`.`PlaylistTrack` (`PlaylistId`,`TrackId`) VALUES (0,59);
INSERT INTO `music`.`PlaylistTrack` (`PlaylistId`,`TrackId`) VALUES (1,59);
DROP TABLE IF EXISTS `music`.`Track`;
USE `music`;
CREATE TABLE `music`.`Track` (
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
INSERT INTO `music`.`Track` (`TrackId`,`Name`,`AlbumId`,`Composer`,`Milliseconds`,`Bytes`,`UnitPrice`,`Gain`,`Tempo`) VALUES (0,"Track \"0\"	😀",0,"\\N",0,18446744073709551615,-495.00,-1e-300,-7.14286);
INSERT INTO `music`.`Track` (`TrackId`,`Name`,`AlbumId`,`Composer`,`Milliseconds`,`Bytes`,`UnitPrice`,`Gain`,`Tempo`) VALUES (1,"Track \"1\"	ä",0,NULL,12345,18446744073709551614,-494.01,-6.666666666666666e-241,-7);
INSERT INTO `music`.`Track` (`TrackId`,`Name`,`AlbumId`,`Composer`,`Milliseconds`,`Bytes`,`UnitPrice`,`Gain`,`Tempo`) VALUES (2,"Track \"2\"	♟",0,"\\n",24690,18446744073709551613,-493.02,-3.3333333333333334e-181,-6.85714);
INSERT INTO `music`.`Track` (`TrackId`,`Name`,`AlbumId`,`Composer`,`Milliseconds`,`Bytes`,`UnitPrice`,`Gain`,`Tempo`) VALUES (3,"Track \"3\"	;",0,"\\N",37035,18446744073709551612,-492.03,0,-6.71429);
INSERT INTO `music`.`Track` (`TrackId`,`Name`,`AlbumId`,`Composer`,`Milliseconds`,`Bytes`,`UnitPrice`,`Gain`,`Tempo`) VALUES (4,"Track \"4\"	--",0,NULL,49380,18446744073709551611,-491.04,3.3333333333333335e-61,-6.57143);
INSERT INTO `music`.`Track` (`TrackId`,`Name`,`AlbumId`,`Composer`,`Milliseconds`,`Bytes`,`UnitPrice`,`Gain`,`Tempo`) VALUES (5,"Track \"5\"	/*",0,"\\n",61725,18446744073709551610,-490.05,0.6666666666666666,-6.42857);
INSERT INTO `music`.`Track` (`TrackId`,`Name`,`AlbumId`,`Composer`,`Milliseconds`,`Bytes`,`UnitPrice`,`Gain`,`Tempo`) VALUES (6,"Track \"6\"	*/",0,"\\N",74070,18446744073709551609,-489.06,1e60,-6.28571);
INSERT INTO `music`.`Track` (`TrackId`,`Name`,`AlbumId`,`Composer`,`Milliseconds`,`Bytes`,`UnitPrice`,`Gain`,`Tempo`) VALUES (7,"Track \"7\"	`",0,NULL,86415,18446744073709551608,-488.07,-1.0000000000000001e120,-6.14286);
INSERT INTO `music`.`Track` (`TrackId`,`Name`,`AlbumId`,`Composer`,`Milliseconds`,`Bytes`,`UnitPrice`,`Gain`,`Tempo`) VALUES (8,"Track \"8\"	%",0,"\\n",98760,18446744073709551607,-487.08,-6.666666666666667e179,-6);
INSERT INTO `music`.`Track` (`TrackId`,`Name`,`AlbumId`,`Composer`,`Milliseconds`,`Bytes`,`UnitPrice`,`Gain`,`Tempo`) VALUES (9,"Track \"9\"	_",0,"\\N",111105,18446744073709551606,-486.09,-3.333333333333333e239,-5.85714);
INSERT INTO `music`.`Track` (`TrackId`,`Name`,`AlbumId`,`Composer`,`Milliseconds`,`Bytes`,`UnitPrice`,`Gain`,`Tempo`) VALUES (10,"Track \"10\"	😀",1,NULL,123450,18446744073709551605,-485.10,0,-5.71429);
INSERT INTO `music`.`Track` (`TrackId`,`Name`,`AlbumId`,`Composer`,`Milliseconds`,`Bytes`,`UnitPrice`,`Gain`,`Tempo`) VALUES (11,"Track \"11\"	ä",1,"\\n",135795,18446744073709551604,-484.11,3.333333333333333e-241,-5.57143);
INSERT INTO `music`.`Track` (`TrackId`,`Name`,`AlbumId`,`Composer`,`Milliseconds`,`Bytes`,`UnitPrice`,`Gain`,`Tempo`) VALUES (12,"Track \"12\"	♟",1,"\\N",148140,18446744073709551603,-483.12,6.666666666666667e-181,-5.42857);
INSERT INTO `music`.`Track` (`TrackId`,`Name`,`AlbumId`,`Composer`,`Milliseconds`,`Bytes`,`UnitPrice`,`Gain`,`Tempo`) VALUES (13,"Track \"13\"	;",1,NULL,160485,18446744073709551602,-482.13,1e-120,-5.28571);
INSERT INTO `music`.`Track` (`TrackId`,`Name`,`AlbumId`,`Composer`,`Milliseconds`,`Bytes`,`UnitPrice`,`Gain`,`Tempo`) VALUES (14,"Track \"14\"	--",1,"\\n",172830,18446744073709551601,-481.14,-9.999999999999998e-61,-5.14286);
INSERT INTO `music`.`Track` (`TrackId`,`Name`,`AlbumId`,`Composer`,`Milliseconds`,`Bytes`,`UnitPrice`,`Gain`,`Tempo`) VALUES (15,"Track \"15\"	/*",1,"\\N",185175,18446744073709551600,-480.15,-0.6666666666666666,-5);
INSERT INTO `music`.`Track` (`TrackId`,`Name`,`AlbumId`,`Composer`,`Milliseconds`,`Bytes`,`UnitPrice`,`Gain`,`Tempo`) VALUES (16,"Track \"16\"	*/",1,NULL,197520,18446744073709551599,-479.16,-3.333333333333333e59,-4.85714);
INSERT INTO `music`.`Track` (`TrackId`,`Name`,`AlbumId`,`Composer`,`Milliseconds`,`Bytes`,`UnitPrice`,`Gain`,`Tempo`) VALUES (17,"Track \"17\"	`",1,"\\n",209865,18446744073709551598,-478.17,0,-4.71429);
INSERT INTO `music`.`Track` (`TrackId`,`Name`,`AlbumId`,`Composer`,`Milliseconds`,`Bytes`,`UnitPrice`,`Gain`,`Tempo`) VALUES (18,"Track \"18\"	%",1,"\\N",222210,18446744073709551597,-477.18,3.3333333333333336e179,-4.57143);
INSERT INTO `music`.`Track` (`TrackId`,`Name`,`AlbumId`,`Composer`,`Milliseconds`,`Bytes`,`UnitPrice`,`Gain`,`Tempo`) VALUES (19,"Track \"19\"	_",1,NULL,234555,18446744073709551596,-476.19,6.666666666666666e239,-4.42857);
INSERT INTO `music`.`Track` (`TrackId`,`Name`,`AlbumId`,`Composer`,`Milliseconds`,`Bytes`,`UnitPrice`,`Gain`,`Tempo`) VALUES (20,"Track \"20\"	😀",2,"\\n",246900,18446744073709551595,-475.20,1e-300,-4.28571);
INSERT INTO `music`.`Track` (`TrackId`,`Name`,`AlbumId`,`Composer`,`Milliseconds`,`Bytes`,`UnitPrice`,`Gain`,`Tempo`) VALUES (21,"Track \"21\"	ä",2,"\\N",259245,18446744073709551594,-474.21,-1e-240,-4.14286);
INSERT INTO `music`.`Track` (`TrackId`,`Name`,`AlbumId`,`Composer`,`Milliseconds`,`Bytes`,`UnitPrice`,`Gain`,`Tempo`) VALUES (22,"Track \"22\"	♟",2,NULL,271590,18446744073709551593,-473.22,-6.666666666666667e-181,-4);
INSERT INTO `music`.`Track` (`TrackId`,`Name`,`AlbumId`,`Composer`,`Milliseconds`,`Bytes`,`UnitPrice`,`Gain`,`Tempo`) VALUES (23,"Track \"23\"	;",2,"\\n",283935,18446744073709551592,-472.23,-3.333333333333333e-121,-3.85714);
INSERT INTO `music`.`Track` (`TrackId`,`Name`,`AlbumId`,`Composer`,`Milliseconds`,`Bytes`,`UnitPrice`,`Gain`,`Tempo`) VALUES (24,"Track \"24\"	--",2,"\\N",296280,18446744073709551591,-471.24,0,-3.71429);
INSERT INTO `music`.`Track` (`TrackId`,`Name`,`AlbumId`,`Composer`,`Milliseconds`,`Bytes`,`UnitPrice`,`Gain`,`Tempo`) VALUES (25,"Track \"25\"	/*",2,NULL,308625,18446744073709551590,-470.25,0.3333333333333333,-3.57143);
INSERT INTO `music`.`Track` (`TrackId`,`Name`,`AlbumId`,`Composer`,`Milliseconds`,`Bytes`,`UnitPrice`,`Gain`,`Tempo`) VALUES (26,"Track \"26\"	*/",2,"\\n",320970,18446744073709551589,-469.26,6.666666666666666e59,-3.42857);
INSERT INTO `music`.`Track` (`TrackId`,`Name`,`AlbumId`,`Composer`,`Milliseconds`,`Bytes`,`UnitPrice`,`Gain`,`Tempo`) VALUES (27,"Track \"27\"	`",2,"\\N",333315,18446744073709551588,-468.27,1.0000000000000001e120,-3.28571);
INSERT INTO `music`.`Track` (`TrackId`,`Name`,`AlbumId`,`Composer`,`Milliseconds`,`Bytes`,`UnitPrice`,`Gain`,`Tempo`) VALUES (28,"Track \"28\"	%",2,NULL,345660,18446744073709551587,-467.28,-1e180,-3.14286);
INSERT INTO `music`.`Track` (`TrackId`,`Name`,`AlbumId`,`Composer`,`Milliseconds`,`Bytes`,`UnitPrice`,`Gain`,`Tempo`) VALUES (29,"Track \"29\"	_",2,"\\n",358005,18446744073709551586,-466.29,-6.666666666666666e239,-3);
INSERT INTO `music`.`Track` (`TrackId`,`Name`,`AlbumId`,`Composer`,`Milliseconds`,`Bytes`,`UnitPrice`,`Gain`,`Tempo`) VALUES (30,"Track \"30\"	😀",3,"\\N",370350,18446744073709551585,-465.30,-3.3333333333333334e-301,-2.85714);
INSERT INTO `music`.`Track` (`TrackId`,`Name`,`AlbumId`,`Composer`,`Milliseconds`,`Bytes`,`UnitPrice`,`Gain`,`Tempo`) VALUES (31,"Track \"31\"	ä",3,NULL,382695,18446744073709551584,-464.31,0,-2.71429);
INSERT INTO `music`.`Track` (`TrackId`,`Name`,`AlbumId`,`Composer`,`Milliseconds`,`Bytes`,`UnitPrice`,`Gain`,`Tempo`) VALUES (32,"Track \"32\"	♟",3,"\\n",395040,18446744073709551583,-463.32,3.3333333333333334e-181,-2.57143);
INSERT INTO `music`.`Track` (`TrackId`,`Name`,`AlbumId`,`Composer`,`Milliseconds`,`Bytes`,`UnitPrice`,`Gain`,`Tempo`) VALUES (33,"Track \"33\"	;",3,"\\N",407385,18446744073709551582,-462.33,6.666666666666666e-121,-2.42857);
INSERT INTO `music`.`Track` (`TrackId`,`Name`,`AlbumId`,`Composer`,`Milliseconds`,`Bytes`,`UnitPrice`,`Gain`,`Tempo`) VALUES (34,"Track \"34\"	--",3,NULL,419730,18446744073709551581,-461.34,9.999999999999998e-61,-2.28571);
INSERT INTO `music`.`Track` (`TrackId`,`Name`,`AlbumId`,`Composer`,`Milliseconds`,`Bytes`,`UnitPrice`,`Gain`,`Tempo`) VALUES (35,"Track \"35\"	/*",3,"\\n",432075,18446744073709551580,-460.35,-1,-2.14286);
INSERT INTO `music`.`Track` (`TrackId`,`Name`,`AlbumId`,`Composer`,`Milliseconds`,`Bytes`,`UnitPrice`,`Gain`,`Tempo`) VALUES (36,"Track \"36\"	*/",3,"\\N",444420,18446744073709551579,-459.36,-6.666666666666666e59,-2);
INSERT INTO `music`.`Track` (`TrackId`,`Name`,`AlbumId`,`Composer`,`Milliseconds`,`Bytes`,`UnitPrice`,`Gain`,`Tempo`) VALUES (37,"Track \"37\"	`",3,NULL,456765,18446744073709551578,-458.37,-3.333333333333333e119,-1.85714);
INSERT INTO `music`.`Track` (`TrackId`,`Name`,`AlbumId`,`Composer`,`Milliseconds`,`Bytes`,`UnitPrice`,`Gain`,`Tempo`) VALUES (38,"Track \"38\"	%",3,"\\n",469110,18446744073709551577,-457.38,0,-1.71429);
INSERT INTO `music`.`Track` (`TrackId`,`Name`,`AlbumId`,`Composer`,`Milliseconds`,`Bytes`,`UnitPrice`,`Gain`,`Tempo`) VALUES (39,"Track \"39\"	_",3,"\\N",481455,18446744073709551576,-456.39,3.333333333333333e239,-1.57143);
INSERT INTO `music`.`Track` (`TrackId`,`Name`,`AlbumId`,`Composer`,`Milliseconds`,`Bytes`,`UnitPrice`,`Gain`,`Tempo`) VALUES (40,"Track \"40\"	😀",4,NULL,493800,18446744073709551575,-455.40,6.666666666666667e-301,-1.42857);
INSERT INTO `music`.`Track` (`TrackId`,`Name`,`AlbumId`,`Composer`,`Milliseconds`,`Bytes`,`UnitPrice`,`Gain`,`Tempo`) VALUES (41,"Track \"41\"	ä",4,"\\n",506145,18446744073709551574,-454.41,1e-240,-1.28571);
INSERT INTO `music`.`Track` (`TrackId`,`Name`,`AlbumId`,`Composer`,`Milliseconds`,`Bytes`,`UnitPrice`,`Gain`,`Tempo`) VALUES (42,"Track \"42\"	♟",4,"\\N",518490,18446744073709551573,-453.42,-1e-180,-1.14286);
INSERT INTO `music`.`Track` (`TrackId`,`Name`,`AlbumId`,`Composer`,`Milliseconds`,`Bytes`,`UnitPrice`,`Gain`,`Tempo`) VALUES (43,"Track \"43\"	;",4,NULL,530835,18446744073709551572,-452.43,-6.666666666666666e-121,-1);
INSERT INTO `music`.`Track` (`TrackId`,`Name`,`AlbumId`,`Composer`,`Milliseconds`,`Bytes`,`UnitPrice`,`Gain`,`Tempo`) VALUES (44,"Track \"44\"	--",4,"\\n",543180,18446744073709551571,-451.44,-3.3333333333333335e-61,-0.857143);
INSERT INTO `music`.`Track` (`TrackId`,`Name`,`AlbumId`,`Composer`,`Milliseconds`,`Bytes`,`UnitPrice`,`Gain`,`Tempo`) VALUES (45,"Track \"45\"	/*",4,"\\N",555525,18446744073709551570,-450.45,0,-0.714286);
INSERT INTO `music`.`Track` (`TrackId`,`Name`,`AlbumId`,`Composer`,`Milliseconds`,`Bytes`,`UnitPrice`,`Gain`,`Tempo`) VALUES (46,"Track \"46\"	*/",4,NULL,567870,18446744073709551569,-449.46,3.333333333333333e59,-0.571429);
INSERT INTO `music`.`Track` (`TrackId`,`Name`,`AlbumId`,`Composer`,`Milliseconds`,`Bytes`,`UnitPrice`,`Gain`,`Tempo`) VALUES (47,"Track \"47\"	`",4,"\\n",580215,18446744073709551568,-448.47,6.666666666666667e119,-0.428571);
INSERT INTO `music`.`Track` (`TrackId`,`Name`,`AlbumId`,`Composer`,`Milliseconds`,`Bytes`,`UnitPrice`,`Gain`,`Tempo`) VALUES (48,"Track \"48\"	%",4,"\\N",592560,18446744073709551567,-447.48,1e180,-0.285714);
INSERT INTO `music`.`Track` (`TrackId`,`Name`,`AlbumId`,`Composer`,`Milliseconds`,`Bytes`,`UnitPrice`,`Gain`,`Tempo`) VALUES (49,"Track \"49\"	_",4,NULL,604905,18446744073709551566,-446.49,-1e240,-0.142857);
INSERT INTO `music`.`Track` (`TrackId`,`Name`,`AlbumId`,`Composer`,`Milliseconds`,`Bytes`,`UnitPrice`,`Gain`,`Tempo`) VALUES (50,"Track \"50\"	😀",5,"\\n",617250,18446744073709551565,-445.50,-6.666666666666667e-301,0);
INSERT INTO `music`.`Track` (`TrackId`,`Name`,`AlbumId`,`Composer`,`Milliseconds`,`Bytes`,`UnitPrice`,`Gain`,`Tempo`) VALUES (51,"Track \"51\"	ä",5,"\\N",629595,18446744073709551564,-444.51,-3.333333333333333e-241,0.142857);
INSERT INTO `music`.`Track` (`TrackId`,`Name`,`AlbumId`,`Composer`,`Milliseconds`,`Bytes`,`UnitPrice`,`Gain`,`Tempo`) VALUES (52,"Track \"52\"	♟",5,NULL,641940,18446744073709551563,-443.52,0,0.285714);
INSERT INTO `music`.`Track` (`TrackId`,`Name`,`AlbumId`,`Composer`,`Milliseconds`,`Bytes`,`UnitPrice`,`Gain`,`Tempo`) VALUES (53,"Track \"53\"	;",5,"\\n",654285,18446744073709551562,-442.53,3.333333333333333e-121,0.428571);
INSERT INTO `music`.`Track` (`TrackId`,`Name`,`AlbumId`,`Composer`,`Milliseconds`,`Bytes`,`UnitPrice`,`Gain`,`Tempo`) VALUES (54,"Track \"54\"	--",5,"\\N",666630,18446744073709551561,-441.54,6.666666666666667e-61,0.571429);
INSERT INTO `music`.`Track` (`TrackId`,`Name`,`AlbumId`,`Composer`,`Milliseconds`,`Bytes`,`UnitPrice`,`Gain`,`Tempo`) VALUES (55,"Track \"55\"	/*",5,NULL,678975,18446744073709551560,-440.55,1,0.714286);
INSERT INTO `music`.`Track` (`TrackId`,`Name`,`AlbumId`,`Composer`,`Milliseconds`,`Bytes`,`UnitPrice`,`Gain`,`Tempo`) VALUES (56,"Track \"56\"	*/",5,"\\n",691320,18446744073709551559,-439.56,-1e60,0.857143);
INSERT INTO `music`.`Track` (`TrackId`,`Name`,`AlbumId`,`Composer`,`Milliseconds`,`Bytes`,`UnitPrice`,`Gain`,`Tempo`) VALUES (57,"Track \"57\"	`",5,"\\N",703665,18446744073709551558,-438.57,-6.666666666666667e119,1);
INSERT INTO `music`.`Track` (`TrackId`,`Name`,`AlbumId`,`Composer`,`Milliseconds`,`Bytes`,`UnitPrice`,`Gain`,`Tempo`) VALUES (58,"Track \"58\"	%",5,NULL,716010,18446744073709551557,-437.58,-3.3333333333333336e179,1.14286);
INSERT INTO `music`.`Track` (`TrackId`,`Name`,`AlbumId`,`Composer`,`Milliseconds`,`Bytes`,`UnitPrice`,`Gain`,`Tempo`) VALUES (59,"Track \"59\"	_",5,"\\n",728355,18446744073709551556,-436.59,0,1.28571);
DROP TABLE IF EXISTS `music`.`digits`;
USE `music`;
CREATE TABLE `music`.`digits` (
  `d` int NOT NULL,
  PRIMARY KEY (`d`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;
INSERT INTO `music`.`digits` (`d`) VALUES (0);
INSERT INTO `music`.`digits` (`d`) VALUES (1);
INSERT INTO `music`.`digits` (`d`) VALUES (2);
INSERT INTO `music`.`digits` (`d`) VALUES (3);
INSERT INTO `music`.`digits` (`d`) VALUES (4);
INSERT INTO `music`.`digits` (`d`) VALUES (5);
INSERT INTO `music`.`digits` (`d`) VALUES (6);
INSERT INTO `music`.`digits` (`d`) VALUES (7);
INSERT INTO `music`.`digits` (`d`) VALUES (8);
INSERT INTO `music`.`digits` (`d`) VALUES (9);
DROP VIEW IF EXISTS `music`.`numbers`;
CREATE VIEW `music`.`numbers` AS SELECT
 1 AS `n`;
DROP VIEW IF EXISTS `music`.`Best`;
CREATE ALGORITHM=UNDEFINED DEFINER=`root`@`localhost` SQL SECURITY DEFINER VIEW `music`.`Best` AS select `music`.`Track`.`Name` AS `Name`,`music`.`Track`.`UnitPrice` AS `UnitPrice` from `music`.`Track` where (`music`.`Track`.`UnitPrice` > 1.98);
DROP VIEW IF EXISTS `music`.`numbers`;
CREATE ALGORITHM=UNDEFINED DEFINER=`root`@`localhost` SQL SECURITY DEFINER VIEW `music`.`numbers` AS select ((((`a`.`d` * 1000) + (`b`.`d` * 100)) + (`c`.`d` * 10)) + `e`.`d`) AS `n` from (((`music`.`digits` `a` join `music`.`digits` `b`) join `music`.`digits` `c`) join `music`.`digits` `e`);
SET TIME_ZONE=@OLD_TIME_ZONE;
SET CHARACTER_SET_CLIENT=@OLD_CHARACTER_SET_CLIENT;
SET CHARACTER_SET_RESULTS=@OLD_CHARACTER_SET_RESULTS;
SET COLLATION_CONNECTION=@OLD_COLLATION_CONNECTION;
SET FOREIGN_KEY_CHECKS=@OLD_FOREIGN_KEY_CHECKS;
SET UNIQUE_CHECKS=@OLD_UNIQUE_CHECKS;
SET SQL_MODE=@OLD_SQL_MODE;
-- Dump end time: Thu Nov 26 05:08:27 2026
