/*
 Navicat Premium Data Transfer

 Source Server         : laden
 Source Server Type    : MySQL
 Source Server Version : 80036
 Source Host           : localhost:3306
 Source Schema         : laden

 Target Server Type    : MySQL
 Target Server Version : 80036
 File Encoding         : 65001

 Date: 26/11/2026 11:03:37
*/

SET NAMES utf8mb4;
SET FOREIGN_KEY_CHECKS = 0;

-- ----------------------------
-- Table structure for kunde
-- ----------------------------
DROP TABLE IF EXISTS `kunde`;
CREATE TABLE `kunde`  (
  `id` int(11) NOT NULL AUTO_INCREMENT COMMENT 'Nummer',
  `name` varchar(50) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci NULL DEFAULT NULL,
  PRIMARY KEY (`id`) USING BTREE,
  INDEX `by_name`(`name`) USING BTREE
) ENGINE = InnoDB AUTO_INCREMENT = 3 CHARACTER SET = utf8mb4 COLLATE = utf8mb4_general_ci ROW_FORMAT = Dynamic;

-- ----------------------------
-- Records of kunde
-- ----------------------------
BEGIN;
INSERT INTO `kunde` (`id`, `name`) VALUES (1, 'Größe; \'n');
INSERT INTO `kunde` (`id`, `name`) VALUES (2, NULL);
COMMIT;

-- ----------------------------
-- View structure for namen
-- ----------------------------
DROP VIEW IF EXISTS `namen`;
CREATE ALGORITHM = UNDEFINED SQL SECURITY DEFINER VIEW `namen` AS select `kunde`.`id` AS `id`,`kunde`.`name` AS `name` from `kunde`;

-- ----------------------------
-- Procedure structure for zaehle
-- ----------------------------
DROP PROCEDURE IF EXISTS `zaehle`;
delimiter ;;
CREATE PROCEDURE `zaehle`()
BEGIN
  SELECT COUNT(*) FROM kunde;
END
;;
delimiter ;

-- ----------------------------
-- Triggers structure for table kunde
-- ----------------------------
DROP TRIGGER IF EXISTS `vor_kunde`;
delimiter ;;
CREATE TRIGGER `vor_kunde` BEFORE INSERT ON `kunde` FOR EACH ROW SET NEW.name = TRIM(NEW.name)
;;
delimiter ;

SET FOREIGN_KEY_CHECKS = 1;
