import { describe } from 'vitest';
import { PAIRWISE } from './pairwise.js';
import { describeTypes, TYPE_FILES } from './type-tests.js';

describe('every type, character set and engine', () => {
  // The dump's own CREATE DATABASE would lead the client back to where the rows come from.
  const lists = PAIRWISE.map((options) => options.filter((option) => option !== '--databases'));
  describeTypes('types_db', TYPE_FILES, [
    ...lists,
    ['--default-character-set=utf8mb3'],
    ['--default-character-set=latin1'],
  ]);
});

describe('values of 16 MB', () => {
  describeTypes('large_db', ['types-large'], [[], ['--hex-blob']]);
});
