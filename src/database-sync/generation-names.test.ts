import { describe, expect, it } from 'vitest';
import { asideName, isGenerationSchema, previousName, stagingName } from './generation-names.js';

describe('the names of generations', () => {
  it('are the name with a prefix', () => {
    expect([stagingName('public'), previousName('public'), asideName('public')]).toEqual([
      'imp_public',
      'prev_public',
      'stevedore_live_public',
    ]);
  });

  it('fit into 63 bytes, whole characters only, and stay different where the names are', () => {
    const names = ['a'.repeat(63), `${'a'.repeat(62)}b`, 'ü'.repeat(31), '☃'.repeat(21), `${'☃'.repeat(20)}üx`];
    const made = names.flatMap((name) => [stagingName(name), previousName(name), asideName(name)]);
    for (const name of made) {
      expect(Buffer.byteLength(name)).toBeLessThanOrEqual(63);
      expect(name).not.toContain('\uFFFD');
      expect(isGenerationSchema(name)).toBe(true);
    }
    expect(new Set(made).size).toBe(made.length);
  });

  it('are told from those of users', () => {
    expect(['public', 'important', 'preview', 'stevedores', 'stevedore'].map(isGenerationSchema)).toEqual([
      false,
      false,
      false,
      false,
      true,
    ]);
  });
});
