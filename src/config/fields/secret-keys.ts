import type { LoadContext } from '../load-context.js';

/** The keys that encrypt secrets given by API, the newest first; problems are added where one is not 32 bytes. */
export const secretKeys = (
  { key, previous_keys: previous }: { readonly key?: string | undefined; readonly previous_keys: readonly string[] },
  { problems }: LoadContext,
): Buffer[] => {
  if (key === undefined && previous.length > 0)
    problems.add(['secrets', 'previous_keys'], 'needs "secrets.key" beside it');
  const given = [
    ...(key === undefined ? [] : [{ text: key, path: ['secrets', 'key'] }]),
    ...previous.map((text, at) => ({ text, path: ['secrets', 'previous_keys', at] })),
  ];
  return given.flatMap(({ text, path }) => {
    const bytes = Buffer.from(text.trim(), 'base64');
    if (bytes.length === 32) return [bytes];
    problems.add(path, 'must be 32 bytes in base64; make one with "openssl rand -base64 32"');
    return [];
  });
};
