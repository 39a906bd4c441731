/**
 * The simple commands of a script as lists of words, without variables that are set, redirections, comments and the
 * text of here-documents. It knows what pages use, not all of the shell: whether a script is one, `bash -n` says.
 */
export const shellCommands = (script: string): string[][] => {
  const commands: string[][] = [[]];
  // A function's own words are not a command of the page.
  const text = script
    .replaceAll(/^\w+\(\) \{.*\}$/gm, '')
    .replace(/<<-?\s*'?(\w+)'?([^\n]*)\n[\s\S]*?\n\1(?=\n|$)/g, '$2')
    .replaceAll('\\\n', ' ');
  const token =
    /\s+|#[^\n]*|(?:\|\||&&|[|;&(){}\n])|(?:"(?:[^"\\]|\\.)*"|'[^']*'|\$\((?:[^()]|\([^()]*\))*\)|\\.|[^\s"'|;&(){}\\]|\{[^}\s]*\})+/y;
  while (token.lastIndex < text.length) {
    const begin = token.lastIndex;
    const [part] = token.exec(text) ?? [];
    if (part === undefined) {
      token.lastIndex = begin + 1;
      continue;
    }
    const lineEnds = /^\s+$/.test(part) && part.includes('\n');
    if (lineEnds || /^(?:\|\||&&|[|;&(){}])$/.test(part)) commands.push([]);
    else if (!/^(?:\s|#)/.test(part)) commands.at(-1)?.push(part);
  }
  return commands.map(words).filter(({ length }) => length > 0);
};

/** From the command's name on; `then`, `do` and the like stand before one. */
const words = (parts: readonly string[]): string[] => {
  const kept: string[] = [];
  for (let at = 0; at < parts.length; at++) {
    const part = parts[at] ?? '';
    if (/^\d*[<>]/.test(part)) {
      // The file of a redirection stands behind it, or sticks to it.
      if (/^\d*[<>]+$/.test(part)) at += 1;
    } else if (kept.length > 0 || !/^(?:\w+=.*|then|do|else|if|while|!|export)$/s.test(part)) kept.push(unquoted(part));
  }
  return kept;
};

const unquoted = (part: string): string => part.replaceAll(/"((?:[^"\\]|\\.)*)"|'([^']*)'/g, '$1$2');
