/**
 * The texts of a list, without blanks around them, empty ones and repetitions: from a list of JSON, or from a text with
 * separators. What is in a list of JSON and no text is taken as the text that JSON has for it.
 */
export const listItems = (value: string, separator: string): readonly string[] => {
  const items = jsonList(value) ?? value.split(separator);
  const texts = items.map((item) => (typeof item === 'string' ? item : JSON.stringify(item)).trim());
  return [...new Set(texts)].filter((text) => text !== '');
};

const jsonList = (value: string): readonly unknown[] | undefined => {
  if (!value.startsWith('[')) return undefined;
  try {
    const parsed: unknown = JSON.parse(value);
    return Array.isArray(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
};
