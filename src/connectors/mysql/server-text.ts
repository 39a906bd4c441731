/**
 * Error numbers whose text on MySQL and MariaDB names only objects, types and settings: never a row's value or a part
 * of a statement. The text of every other number is dropped.
 */
const BOTH = [
  // Schemas, tables, columns, keys: unknown, already existing, malformed.
  1005, 1006, 1007, 1008, 1009, 1010, 1022, 1025, 1040, 1044, 1045, 1046, 1048, 1049, 1050, 1051, 1054, 1059, 1060,
  1061, 1063, 1067, 1068, 1069, 1070, 1071, 1072, 1073, 1074, 1075, 1089, 1090, 1091, 1101, 1103, 1109, 1112, 1113,
  1114, 1115, 1117, 1118, 1121, 1136, 1142, 1143, 1146, 1162, 1163, 1166, 1167, 1169, 1170, 1171, 1173, 1176, 1178,
  1193, 1194, 1195, 1203, 1205, 1213, 1214, 1215, 1216, 1217, 1227, 1235, 1239, 1252, 1253, 1264, 1265, 1267, 1273,
  1280, 1286, 1291, 1293, 1294, 1298, 1304, 1305, 1347, 1350, 1356, 1359, 1360, 1364, 1391, 1406, 1418, 1419, 1425,
  1426, 1427, 1435, 1439, 1442, 1450, 1451, 1452, 1463, 1478, 1480, 1481, 1482, 1486, 1488, 1490, 1492, 1493, 1494,
  1495, 1496, 1499, 1500, 1503, 1505, 1506, 1517, 1553, 1563, 1564, 1579, 1659, 1698, 1709, 1713, 1785, 1808, 1813,
  1822, 1824, 1825, 1826, 1828, 1830, 1932,
  // The engine's own words for what broke a commit.
  1180,
];
/** Generated columns, checks, expressions and foreign keys; each server numbers these differently. */
const MYSQL = [
  3102, 3105, 3106, 3108, 3109, 3159, 3161, 3185, 3198, 3505, 3678, 3679, 3680, 3681, 3719, 3723, 3730, 3734, 3750,
  3757, 3758, 3759, 3761, 3763, 3770, 3772, 3774, 3780, 3813, 3814, 3815, 3816, 3817, 3818, 3819, 3820, 3821, 3822,
  3825, 3837, 3887, 3891, 6125,
];
const MARIADB = [
  1900, 1901, 1903, 1904, 1905, 1906, 1907, 1908, 1909, 1910, 1911, 1912, 4025, 4026, 4029, 4031, 4078, 4079, 4086,
  4091, 4098, 4106, 4112, 4124, 4136, 4154, 4161, 4166,
];
const NAMING_OBJECTS_ONLY: ReadonlySet<number> = new Set([...BOTH, ...MYSQL, ...MARIADB]);

/**
 * Returns the part of a server's error text that may be shown: all of it if it names only objects; the key or column if
 * it also holds a value; otherwise undefined.
 */
export const tellServerText = (number: number, text: string): string | undefined => {
  if (NAMING_OBJECTS_ONLY.has(number)) return text;
  const key = DUPLICATES.has(number) ? /for key '([^']*)'$/.exec(text)?.[1] : undefined;
  if (key !== undefined) return `two rows have the same value of the key "${key}"`;
  const place = /for column ([^']*?|'[^']*') at row (\d+)$/.exec(text);
  if (place && VALUE_IN_COLUMN.has(number))
    return `a value does not fit the column "${nameOf(place[1] ?? '')}" (row ${place[2]} of the statement)`;
  return undefined;
};

const DUPLICATES: ReadonlySet<number> = new Set([1062, 1586]);
/** Invalid dates, numbers and texts: the value comes before the column. */
const VALUE_IN_COLUMN: ReadonlySet<number> = new Set([1292, 1366, 1411, 3140]);

/** The last part of `` `schema`.`table`.`column` ``, or of `'column'`. */
const nameOf = (written: string): string => /`([^`]*)`$/.exec(written)?.[1] ?? written.replaceAll("'", '');
