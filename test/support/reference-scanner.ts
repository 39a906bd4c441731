/** How quotes are read; the same for the whole text. */
export interface ReferenceModes {
  readonly noBackslashEscapes: boolean;
  readonly ansiQuotes: boolean;
}

export interface ReferenceSegment {
  readonly kind: 'statement' | 'comment-or-blank' | 'delimiter-command';
  readonly text: string;
  readonly start: number;
  readonly end: number;
  readonly line: number;
}

export interface ReferenceScan {
  readonly segments: readonly ReferenceSegment[];
  /** Why it stopped before the end. */
  readonly error?: 'truncated' | 'refused' | 'syntax';
}

/**
 * What the scanner should find, said a second time and in another way: regular expressions over a whole text that is
 * held in memory, one character a byte. It shares no code with the scanner, and is slow.
 */
export function referenceScan(text: string, modes: ReferenceModes): ReferenceScan {
  const segments: ReferenceSegment[] = [];
  const pieces = statementPieces(modes);
  let delimiter = ';';
  let at = 0;
  const add = (kind: ReferenceSegment['kind'], end: number, shown = text.slice(at, end)): void => {
    const line = text.slice(0, at).split('\n').length;
    segments.push({ kind, text: shown, start: at, end, line });
    at = end;
  };
  while (at < text.length) {
    const between = match(at === 0 ? BETWEEN_AT_START : BETWEEN, text, at);
    // A comment that does not end, and whatever is between the last statement and it.
    const open = /^(?:\/\*(?!M?!)|\/\*M?!999999\\-)/.test(text.slice(at + between.length));
    if (open) return { segments, error: 'truncated' };
    if (between !== '') {
      add('comment-or-blank', at + between.length);
      continue;
    }
    if (CLIENT_COMMAND.test(text.slice(at, at + 40))) return { segments, error: 'refused' };
    const command = match(/delimiter(?:[^\S\n][^\n]*)?(?:\n|$)|delimiter;[^\n]*(?:\n|$)/iy, text, at);
    if (command !== '') {
      const wanted = command.slice('delimiter'.length).trim().split(/\s/)[0] ?? '';
      if (wanted === '' && !command.endsWith('\n')) return { segments, error: 'truncated' };
      if (!/^[!-~]{1,16}$/.test(wanted) || /['"`\\]/.test(wanted)) return { segments, error: 'syntax' };
      delimiter = wanted;
      add('delimiter-command', at + command.length, wanted);
      continue;
    }
    let end = at;
    while (end < text.length && !text.startsWith(delimiter, end)) {
      const length = match(pieces, text, end).length;
      if (length === 0) return { segments, error: 'truncated' };
      end += length;
    }
    if (end >= text.length) return { segments, error: 'truncated' };
    const body = text.slice(at, end);
    add(body === '' ? 'comment-or-blank' : 'statement', end + delimiter.length, body);
  }
  return { segments };
}

/** What the `mysql` client would run instead of sending it; `use` and `delimiter` aside. */
const CLIENT_COMMAND = new RegExp(
  '^(?:[\\\\?]|(?:' +
    'charset|clear|connect|costs|edit|ego|exit|go|help|nopager|notee|nowarning|pager|print|prompt|query_attributes|quit|rehash|' +
    'resetconnection|sandbox|source|ssl_session_data_print|status|system|tee|warnings)(?=[\\s;]|$))',
  'i',
);

const COMMENT = String.raw`(?:--(?=[\x00-\x20\x7f]|$)|#)[^\n]*(?:\n|$)|\/\*(?!M?!)[^]*?\*\/`;
const BETWEEN_SOURCE = String.raw`(?:[\t-\r ]|${COMMENT}|\/\*M?!999999\\-[^]*?\*\/)*`;
const BETWEEN = new RegExp(BETWEEN_SOURCE, 'y');
const BETWEEN_AT_START = new RegExp(`(?:\\xef\\xbb\\xbf)?${BETWEEN_SOURCE}`, 'y');

/**
 * One piece of a statement: a whole quoted text, a whole comment, the mark of an executable comment, or one other byte.
 */
function statementPieces({ noBackslashEscapes, ansiQuotes }: ReferenceModes): RegExp {
  const text = (quote: string, escapes: boolean) =>
    escapes ? String.raw`${quote}(?:[^${quote}\\]|\\[^])*${quote}` : `${quote}[^${quote}]*${quote}`;
  return new RegExp(
    [
      text("'", !noBackslashEscapes),
      text('"', !noBackslashEscapes && !ansiQuotes),
      text('`', false),
      COMMENT,
      String.raw`\/\*(?=M?!)`,
      String.raw`(?!['"\x60]|#|--(?:[\x00-\x20\x7f]|$)|\/\*)[^]`,
    ].join('|'),
    'y',
  );
}

function match(pattern: RegExp, text: string, at: number): string {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0] ?? '';
}
