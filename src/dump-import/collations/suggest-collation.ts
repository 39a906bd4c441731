/**
 * Returns the server's collation that is most similar to one that it does not know: first the equivalent in the other
 * kind of server, with the same treatment of trailing blanks; then older Unicode orders; then one that treats no two
 * different texts as equal. Undefined if the server lists none of these.
 */
export const suggestCollation = (name: string, lists: (name: string) => boolean): string | undefined =>
  candidates(name).find((candidate) => candidate !== name && lists(candidate));

const candidates = (name: string): string[] => {
  const charset = /^[a-z0-9]+(?=_)/.exec(name)?.[0] ?? 'utf8mb4';
  const ofMysql = /^(?:([a-z_]+?)_)?0900_(ai_ci|as_ci|as_cs|as_cs_ks|bin)$/.exec(name.slice(charset.length + 1));
  const ofMariadb = /^(?:[a-z0-9]+_)??uca1400_(?:([a-z0-9]+)_)?(?:nopad_)?(a[is])_(c[is])$/.exec(name);
  if (ofMysql) return [...forMysqlName(charset, ofMysql[1], ofMysql[2] ?? ''), ...plain(charset)];
  if (ofMariadb) {
    const [, language, accents = '', cases = ''] = ofMariadb;
    return [
      ...forMariadbName(name.startsWith('uca1400_') ? 'utf8mb4' : charset, language, accents, cases),
      ...plain(charset),
    ];
  }
  const padded = name.replace(/_nopad(?=_)/, '');
  return [...(/_bin$/.test(name) ? [`${charset}_0900_bin`] : []), padded, ...plain(charset)];
};

const forMysqlName = (charset: string, language: string | undefined, sensitivity: string): string[] => {
  if (sensitivity === 'bin') return [`${charset}_nopad_bin`, `${charset}_bin`];
  const kind = sensitivity.slice(0, 5);
  const own = language === undefined ? undefined : LANGUAGES.get(language);
  return [
    ...(own === undefined ? [] : [`${charset}_uca1400_${own}_nopad_${kind}`]),
    `${charset}_uca1400_nopad_${kind}`,
    ...(kind === 'as_cs' ? [`${charset}_nopad_bin`, `${charset}_bin`] : []),
    ...(own === undefined ? [] : [`${charset}_${own}_ci`]),
    `${charset}_unicode_520_nopad_ci`,
  ];
};

const forMariadbName = (charset: string, language: string | undefined, accents: string, cases: string): string[] => {
  const kind = cases === 'cs' ? 'as_cs' : `${accents}_ci`;
  const theirs = [...LANGUAGES].find(([, own]) => own === language)?.[0];
  return [
    ...(theirs === undefined ? [] : [`${charset}_${theirs}_0900_${kind}`]),
    `${charset}_0900_${kind}`,
    ...(cases === 'cs' ? [`${charset}_bin`] : []),
    ...(language === undefined ? [] : [`${charset}_${language}_ci`]),
  ];
};

const plain = (charset: string): string[] =>
  ['unicode_520_ci', 'unicode_ci', 'general_ci', 'bin'].map((kind) => `${charset}_${kind}`);

/** MySQL's abbreviations for languages, and MariaDB's names. */
const LANGUAGES = new Map(
  (
    'cs czech, da danish, de_pb german2, eo esperanto, es spanish, es_trad spanish2, et estonian, hr croatian, hu hungarian, is icelandic, ' +
    'la roman, lt lithuanian, lv latvian, pl polish, ro romanian, sk slovak, sl slovenian, sv swedish, tr turkish, vi vietnamese'
  )
    .split(', ')
    .map((pair) => pair.split(' ') as [string, string]),
);
