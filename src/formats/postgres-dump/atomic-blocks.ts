import { FIRST_WORDS } from './scan-bytes.js';

/**
 * Counts the blocks of a body `BEGIN ATOMIC … END`, whose semicolons end no statement. As psql does it: it is no
 * parser, but what it splits off wrongly is no statement.
 */
export class AtomicBlocks {
  #open = 0;
  /** The first words, which tell whether it is a CREATE FUNCTION or CREATE PROCEDURE. */
  #words = '';
  #count = 0;

  get isOpen(): boolean {
    return this.#open > 0;
  }

  /** A statement begins. */
  begin(): void {
    this.#open = 0;
    this.#words = '';
    this.#count = 0;
  }

  /** A word too long to be one of those that count. */
  passWord(): void {
    this.#count += 1;
  }

  /** A word in lower case. */
  word(word: string, isInParentheses: boolean): void {
    if (this.#count < 4) this.#words += FIRST_WORDS[word] ?? ' ';
    this.#count += 1;
    if (isInParentheses || !/^c(?:or)?[fp]/.test(this.#words)) return;
    if (word === 'begin' || (word === 'case' && this.#open > 0)) this.#open += 1;
    else if (word === 'end' && this.#open > 0) this.#open -= 1;
  }
}
