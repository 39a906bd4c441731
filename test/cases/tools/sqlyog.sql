/*
SQLyog Ultimate v13.1.1 (64 bit)
MySQL - 8.0.36 : Database - laden
*********************************************************************
*/

/*!40101 SET NAMES utf8 */;

/*!40101 SET SQL_MODE=''*/;

/*!40014 SET @OLD_UNIQUE_CHECKS=@@UNIQUE_CHECKS, UNIQUE_CHECKS=0 */;
/*!40014 SET @OLD_FOREIGN_KEY_CHECKS=@@FOREIGN_KEY_CHECKS, FOREIGN_KEY_CHECKS=0 */;
/*!40101 SET @OLD_SQL_MODE=@@SQL_MODE, SQL_MODE='NO_AUTO_VALUE_ON_ZERO' */;
/*!40111 SET @OLD_SQL_NOTES=@@SQL_NOTES, SQL_NOTES=0 */;
CREATE DATABASE /*!32312 IF NOT EXISTS*/`laden` /*!40100 DEFAULT CHARACTER SET latin1 */;

USE `laden`;

/*Table structure for table `kunde` */

DROP TABLE IF EXISTS `kunde`;

CREATE TABLE `kunde` (
  `id` int(11) NOT NULL AUTO_INCREMENT COMMENT 'Nummer',
  `name` varchar(50) DEFAULT NULL,
  PRIMARY KEY (`id`)
) ENGINE=InnoDB AUTO_INCREMENT=3 DEFAULT CHARSET=utf8mb4;

/*Data for the table `kunde` */

LOCK TABLES `kunde` WRITE;

insert  into `kunde`(`id`,`name`) values 

(1,'Ärger; \'n'),

(2,NULL);

UNLOCK TABLES;

/* Trigger structure for table `kunde` */

DELIMITER $$

/*!50003 DROP TRIGGER*//*!50032 IF EXISTS */ /*!50003 `vor_kunde` */$$

/*!50003 CREATE */ /*!50017 DEFINER = 'root'@'localhost' */ /*!50003 TRIGGER `vor_kunde` BEFORE INSERT ON `kunde` FOR EACH ROW SET NEW.name = TRIM(NEW.name) */$$


DELIMITER ;

/* Procedure structure for procedure `zaehle` */

/*!50003 DROP PROCEDURE IF EXISTS  `zaehle` */;

DELIMITER $$

/*!50003 CREATE DEFINER=`root`@`localhost` PROCEDURE `zaehle`()
BEGIN
  SELECT COUNT(*) FROM kunde;
END */$$
DELIMITER ;

/*Table structure for table `namen` */

DROP TABLE IF EXISTS `namen`;

/*!50001 DROP VIEW IF EXISTS `namen` */;
/*!50001 DROP TABLE IF EXISTS `namen` */;

/*!50001 CREATE TABLE  `namen`(
 `id` int(11) ,
 `name` varchar(50) 
)*/;

/*View structure for view namen */

/*!50001 DROP TABLE IF EXISTS `namen` */;
/*!50001 DROP VIEW IF EXISTS `namen` */;

/*!50001 CREATE ALGORITHM=UNDEFINED DEFINER=`root`@`localhost` SQL SECURITY DEFINER VIEW `namen` AS select `kunde`.`id` AS `id`,`kunde`.`name` AS `name` from `kunde` */;

/*!40101 SET SQL_MODE=@OLD_SQL_MODE */;
/*!40014 SET FOREIGN_KEY_CHECKS=@OLD_FOREIGN_KEY_CHECKS */;
/*!40014 SET UNIQUE_CHECKS=@OLD_UNIQUE_CHECKS */;
/*!40111 SET SQL_NOTES=@OLD_SQL_NOTES */;
