import type { ColumnRule, ColumnType } from '../../contracts/table-import/column-rule.js';

/** The value as the database reads it; undefined where it is not one of the type. */
export type ReadValue = (text: string, rule: ColumnRule) => string | undefined;

const asIs =
  (form: RegExp): ReadValue =>
  (text) =>
    form.test(text) ? text : undefined;

const DATE = /^(\d{4})-(\d{2})-(\d{2})$/;
const ERA_DATE = /^(\d{4,6})-(\d{2})-(\d{2})( BC)?$/;
const TIME = /^(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,6})?$/;
const SPAN = /^-?(?:\d{1,2}|[0-7]\d\d|8[0-2]\d|83[0-8]):[0-5]\d:[0-5]\d(?:\.\d{1,6})?$/;
const TIMESTAMP =
  /^(\d{4,6}-\d{2}-\d{2})[T ](\d{2}:\d{2}:\d{2}(?:\.\d{1,6})?)(Z|[+-](?:0\d|1[0-4])(?::[0-5]\d)?)?( BC)?$/;
const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
const WORDS: Readonly<Record<string, string>> = { true: '1', t: '1', yes: '1', y: '1', on: '1', '1': '1' };
const NO_WORDS: Readonly<Record<string, string>> = { false: '0', f: '0', no: '0', n: '0', off: '0', '0': '0' };

const isDate = (text: string): boolean => {
  const [, year = 0, month = 0, day = 0] = (DATE.exec(text) ?? []).map(Number);
  return year >= 1 && isDay(year, month, day);
};

const isDay = (year: number, month: number, day: number): boolean => {
  if (month < 1 || month > 12 || day < 1) return false;
  const leap = month === 2 && ((year % 4 === 0 && year % 100 !== 0) || year % 400 === 0);
  return day <= (DAYS[month - 1] as number) + Number(leap);
};

/** With years that PostgreSQL surely takes of every type; the year before 1 is 1 BC. */
const isEraDate = (text: string): boolean => {
  const [, year = '0', month, day, before] = ERA_DATE.exec(text) ?? [];
  const number = Number(year);
  if (number < 1 || number > (before === undefined ? 294_275 : 4_712)) return false;
  return isDay(before === undefined ? number : 1 - number, Number(month), Number(day));
};

const isEmail = (text: string): boolean => {
  const [local = '', domain = '', ...others] = text.split('@');
  const labels = domain.split('.');
  return (
    others.length === 0 &&
    text.length <= 254 &&
    local.length <= 64 &&
    /^[^\s"(),:;<>@[\\\].]+(?:\.[^\s"(),:;<>@[\\\].]+)*$/.test(local) &&
    labels.length >= 2 &&
    labels.every((label) => /^[\p{L}\p{N}](?:[\p{L}\p{N}-]{0,61}[\p{L}\p{N}])?$/u.test(label)) &&
    /^(?:\p{L}{2,}|xn--[a-z0-9-]+)$/iu.test(labels.at(-1) ?? '')
  );
};

/** What has the mark of a spelling has to keep it. */
const isBinary = (text: string): boolean => {
  if (text.startsWith('\\x')) return text.length % 2 === 0 && !/[^0-9a-f]/i.test(text.slice(2));
  return !text.startsWith('base64:') || (text.length % 4 === 3 && !/[^A-Za-z0-9+/=]/.test(text.slice(7)));
};

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

/**
 * How the values of each type are read. The kernel of `formats/csv` knows the usual forms of most of them: what it says
 * yes to is read to the same here.
 */
export const VALUE_TYPES: Readonly<Record<ColumnType, ReadValue>> = {
  text: (text, { binary = false }) => (binary && !isBinary(text) ? undefined : text),
  integer: asIs(/^[+-]?\d+$/),
  decimal: asIs(/^[+-]?(?:\d+(?:\.\d*)?|\.\d+)$/),
  number: (text) =>
    /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/.test(text) && Number.isFinite(Number(text)) ? text : undefined,
  // Both PostgreSQL and MySQL read the digits.
  boolean: (text) => WORDS[text.toLowerCase()] ?? NO_WORDS[text.toLowerCase()],
  date: (text, { eras = false }) => (isDate(text) || (eras && isEraDate(text)) ? text : undefined),
  time: (text, { span = false }) => ((span ? SPAN : TIME).test(text) ? text : undefined),
  timestamp: (text, { offset = 'allowed', eras = false }) => {
    const [, date = '', time = '', away, before = ''] = TIMESTAMP.exec(text) ?? [];
    if (!(before === '' && isDate(date)) && !(eras && isEraDate(date + before))) return undefined;
    if (!TIME.test(time)) return undefined;
    return (away === undefined ? offset === 'required' : offset === 'none') ? undefined : text;
  },
  uuid: asIs(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i),
  email: (text) => (isEmail(text) ? text : undefined),
  slug: asIs(/^[a-z0-9]+(?:-[a-z0-9]+)*$/),
  json: (text) => (isJson(text) ? text : undefined),
};
