/**
 * Functions that rows of dumps call. They depend on their arguments only, and neither wait, lock, read files nor change
 * state.
 */
const FUNCTIONS = new Set(
  (
    'now curdate curtime current_timestamp current_date current_time localtime localtimestamp utc_timestamp utc_date utc_time sysdate ' +
    'unix_timestamp from_unixtime date time timestamp str_to_date date_format date_add date_sub adddate subdate makedate maketime ' +
    'sec_to_time to_days from_days year month day hour minute second last_day convert_tz ' +
    'char chr ascii concat concat_ws lower upper lcase ucase trim ltrim rtrim left right mid substring substr replace reverse lpad rpad ' +
    'quote hex unhex bin oct conv md5 sha sha1 sha2 crc32 uuid uuid_to_bin bin_to_uuid from_base64 to_base64 compress uncompress ' +
    'aes_encrypt aes_decrypt encode decode password old_password round floor ceil ceiling truncate mod pow power sqrt rand pi abs ' +
    'greatest least if ifnull nullif coalesce isnull cast convert default inet_aton inet_ntoa inet6_aton inet6_ntoa ' +
    'srid glength astext aswkt asbinary aswkb point linestring polygon multipoint multilinestring multipolygon geometrycollection geomcollection geometryfromtext ' +
    'geomfromtext geomfromwkb geometryfromwkb column_create vec_fromtext string_to_vector to_vector'
  ).split(' '),
);
/** Types in a CAST, and operators, before a parenthesis. */
const OTHERS = new Set(
  'decimal numeric binary varbinary varchar datetime float double and or not xor in div interval as'.split(' '),
);

/** Whether a row's value may have this word before a parenthesis. */
export const isValueFunction = (word: string): boolean => {
  const name = word.toLowerCase();
  return (
    FUNCTIONS.has(name) ||
    OTHERS.has(name) ||
    /^(st_|json_|(m?point|m?line|m?poly|geomcoll)(string|gon)?from(text|wkb)$)/.test(name)
  );
};

/** Functions that MySQL 8 dropped, and those that only MariaDB has. */
const NOT_ON_MYSQL = new Set(
  'srid glength astext aswkt asbinary aswkb password old_password encode decode chr column_create vec_fromtext'.split(
    ' ',
  ),
);

/** Whether dumps call this function but MySQL 8 and later do not have it. */
export const isMissingOnMysql = (word: string): boolean => {
  const name = word.toLowerCase();
  return (
    NOT_ON_MYSQL.has(name) || /^(geom|geometry|m?point|m?line|m?poly|geomcoll)(string|gon)?from(text|wkb)$/.test(name)
  );
};
