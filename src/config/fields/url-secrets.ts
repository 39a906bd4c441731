/** The password as the URL writes it and as it is meant. */
export const urlSecrets = (text: string | undefined): string[] => {
  if (text === undefined || !URL.canParse(text)) return [];
  const { password } = new URL(text);
  try {
    return [password, decodeURIComponent(password)];
  } catch {
    return [password];
  }
};

/** What of an address may be a token: it as a whole, its path, and long parts of path and query. */
export const addressSecrets = (text: string): string[] => {
  const { pathname, search, searchParams } = new URL(text);
  const parts = [`${pathname}${search}`, pathname, ...pathname.split('/'), ...searchParams.values()];
  return [text, ...parts.filter((part) => part.length >= SHORTEST_TOKEN), ...urlSecrets(text)];
};

/** Shorter parts are words, which a log may need. */
const SHORTEST_TOKEN = 16;
