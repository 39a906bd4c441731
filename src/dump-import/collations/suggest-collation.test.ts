import { describe, expect, it } from 'vitest';
import { suggestCollation } from './suggest-collation.js';

const MARIADB = new Set(
  (
    'utf8mb4_uca1400_nopad_ai_ci utf8mb4_uca1400_ai_ci utf8mb4_uca1400_nopad_as_cs utf8mb4_uca1400_german2_nopad_ai_ci utf8mb4_nopad_bin utf8mb4_bin ' +
    'utf8mb4_unicode_520_ci utf8mb4_unicode_ci utf8mb4_general_ci utf8mb3_unicode_520_ci'
  ).split(' '),
);
const OLD_MARIADB = new Set([...MARIADB].filter((name) => !name.includes('uca1400')));
const MYSQL = new Set(
  (
    'utf8mb4_0900_ai_ci utf8mb4_0900_as_ci utf8mb4_0900_as_cs utf8mb4_0900_bin utf8mb4_de_pb_0900_ai_ci utf8mb4_bin utf8mb4_unicode_520_ci ' +
    'utf8mb4_general_ci utf8mb3_unicode_520_ci latin1_bin'
  ).split(' '),
);

describe('the nearest collation', () => {
  it.each<[string, ReadonlySet<string>, string | undefined]>([
    ['utf8mb4_0900_ai_ci', MARIADB, 'utf8mb4_uca1400_nopad_ai_ci'],
    ['utf8mb4_0900_as_cs', MARIADB, 'utf8mb4_uca1400_nopad_as_cs'],
    ['utf8mb4_ja_0900_as_cs_ks', MARIADB, 'utf8mb4_uca1400_nopad_as_cs'],
    ['utf8mb4_de_pb_0900_ai_ci', MARIADB, 'utf8mb4_uca1400_german2_nopad_ai_ci'],
    ['utf8mb4_0900_bin', MARIADB, 'utf8mb4_nopad_bin'],
    ['utf8mb4_0900_ai_ci', OLD_MARIADB, 'utf8mb4_unicode_520_ci'],
    ['utf8mb4_0900_as_cs', OLD_MARIADB, 'utf8mb4_nopad_bin'],
    ['utf8mb4_uca1400_ai_ci', MYSQL, 'utf8mb4_0900_ai_ci'],
    ['uca1400_ai_ci', MYSQL, 'utf8mb4_0900_ai_ci'],
    ['utf8mb4_uca1400_german2_nopad_ai_ci', MYSQL, 'utf8mb4_de_pb_0900_ai_ci'],
    ['utf8mb4_uca1400_swedish_as_ci', MYSQL, 'utf8mb4_0900_as_ci'],
    ['utf8mb4_uca1400_ai_cs', MYSQL, 'utf8mb4_0900_as_cs'],
    ['utf8mb3_uca1400_ai_ci', MYSQL, 'utf8mb3_unicode_520_ci'],
    ['utf8mb4_general_nopad_ci', MYSQL, 'utf8mb4_general_ci'],
    ['utf8mb4_nopad_bin', MYSQL, 'utf8mb4_0900_bin'],
    ['latin1_nopad_bin', MYSQL, 'latin1_bin'],
    ['utf8mb4_nonsense_ci', MYSQL, 'utf8mb4_unicode_520_ci'],
    ['klingon_ci', MYSQL, undefined],
  ])('to %s', (name, server, expected) => {
    expect(suggestCollation(name, (candidate) => server.has(candidate))).toBe(expected);
  });
});
