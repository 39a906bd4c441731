import { UnreadableSql } from '../refuse-statement.js';
import { Tokenizer } from './tokenize.js';
import type { Lexing, Token, Wrapper } from './tokenize.js';

/** Walks over a statement's tokens and looks ahead as far as the caller asks; reads nothing more. */
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

  /** Takes the next tokens if they are these words or punctuation, and returns whether they were. */
  takeWords(...texts: readonly string[]): boolean {
    if (!this.sees(...texts)) return false;
    for (let left = texts.length; left > 0; left--) this.take();
    return true;
  }

  sees(...texts: readonly string[]): boolean {
    return texts.every((text, index) => this.peek(index)?.text === text);
  }

  /** Takes an identifier, quoted or not. Throws `UnreadableSql`. */
  takeName(): Token {
    const token = this.take();
    if (!token || !isName(token)) throw new UnreadableSql('a name is missing');
    return token;
  }

  /** Returns the remaining tokens. */
  rest(): Token[] {
    const tokens: Token[] = [];
    for (let token = this.take(); token; token = this.take()) tokens.push(token);
    return tokens;
  }
}

export const isName = (token: Token | undefined): token is Token =>
  token !== undefined && (token.kind === 'quoted' || token.kind === 'word');
