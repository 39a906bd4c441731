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
