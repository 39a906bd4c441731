import { InvalidArgumentError } from 'commander';

/** `--map title=song_name`, each further one added to those before. */
export const columnOption = (
  text: string,
  before: Readonly<Record<string, string>> = {},
): Readonly<Record<string, string>> => {
  const at = text.indexOf('=');
  if (at > 0 && at < text.length - 1) return { ...before, [text.slice(0, at)]: text.slice(at + 1) };
  throw new InvalidArgumentError('it is not <column>=<name in the source>, such as title=song_name');
};
