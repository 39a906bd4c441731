const ZONED = /^(\d{4,6})-(\d\d)-(\d\d) (\d\d):(\d\d):(\d\d)(\.\d+)?([+-])(\d\d)(?::(\d\d))?(?::(\d\d))?( BC)?$/;

/**
 * A moment of PostgreSQL's ISO text in UTC: a dump has it in the time zone of the server that wrote it. All other texts
 * stay as they are.
 */
export const utcText = (text: string): string => {
  if (/\+00(?: BC)?$/.test(text)) return text;
  const found = ZONED.exec(text);
  if (found === null) return text;
  const [, year, month, day, hour, minute, second, fraction = '', sign, hours, minutes = '0', seconds = '0', era] =
    found;
  const offset = (sign === '-' ? -1 : 1) * (Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds));
  // There is no year 0: the year before 1 is 1 BC.
  const astronomical = era === undefined ? Number(year) : 1 - Number(year);
  const date = new Date(0);
  // Years of two digits are years of two digits here.
  date.setUTCFullYear(astronomical, Number(month) - 1, Number(day));
  date.setUTCHours(Number(hour), Number(minute), Number(second) - offset);
  if (Number.isNaN(date.getTime())) return text;
  const years = date.getUTCFullYear();
  const two = (value: number): string => String(value).padStart(2, '0');
  const date_ = `${String(years > 0 ? years : 1 - years).padStart(4, '0')}-${two(date.getUTCMonth() + 1)}-${two(date.getUTCDate())}`;
  const time = `${two(date.getUTCHours())}:${two(date.getUTCMinutes())}:${two(date.getUTCSeconds())}`;
  return `${date_} ${time}${fraction}+00${years > 0 ? '' : ' BC'}`;
};
