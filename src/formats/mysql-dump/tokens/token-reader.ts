import { UnreadableSql } from '../refuse-statement.js';
import { Tokenizer } from './tokenize.js';
import type { Lexing, Token, Wrapper } from './tokenize.js';

/** Walks over a statement's tokens with as much look-ahead as the reader needs; what is not asked for is not read. */
export class TokenReader {
  private readonly tokenizer: Tokenizer;
  private readonly ahead: Token[] = [];

  constructor(bytes: Buffer, lexing: Lexing, from = 0) {
    this.tokenizer = new Tokenizer(bytes, lexing, from);
  }

  get wrappers(): readonly Wrapper[] {
    return this.tokenizer.wrappers;
  }

  peek(distance = 0): Token | undefined {
    while (this.ahead.length <= distance) {
      const token = this.tokenizer.next();
      if (!token) return undefined;
      this.ahead.push(token);
    }
    return this.ahead[distance];
  }

  take(): Token | undefined {
    const token = this.peek();
    this.ahead.shift();
    return token;
  }

  /** Whether the next tokens are these words or punctuation; takes them if so. */
  takeWords(...texts: readonly string[]): boolean {
    if (!this.sees(...texts)) return false;
    for (let left = texts.length; left > 0; left--) this.take();
    return true;
  }

  sees(...texts: readonly string[]): boolean {
    return texts.every((text, index) => this.peek(index)?.text === text);
  }

  /** An identifier, quoted or not. Throws `UnreadableSql`. */
  takeName(): Token {
    const token = this.take();
    if (!token || !isName(token)) throw new UnreadableSql('a name is missing where one must stand');
    return token;
  }

  /** What is left. */
  rest(): Token[] {
    const tokens: Token[] = [];
    for (let token = this.take(); token; token = this.take()) tokens.push(token);
    return tokens;
  }
}

export const isName = (token: Token | undefined): token is Token =>
  token !== undefined && (token.kind === 'quoted' || token.kind === 'word');
