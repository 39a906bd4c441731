/** Whether the server writes the IPv6 address that a text names in exactly this text. */
export const isInet6Text = (text: string): boolean => {
  const groups = readGroups(text);
  return groups !== undefined && writeGroups(groups) === text;
};

/** The eight groups of an address; undefined if it is invalid. */
const readGroups = (text: string): number[] | undefined => {
  const halves = text.split('::');
  if (halves.length > 2) return undefined;
  const [head = [], tail = []] = halves.map((half) => (half === '' ? [] : half.split(':').flatMap(readGroup)));
  const missing = 8 - head.length - tail.length;
  if (halves.length === 1 ? missing !== 0 : missing < 1) return undefined;
  const groups = [...head, ...Array.from({ length: missing }, () => 0), ...tail];
  return groups.every((group) => group >= 0 && group <= 0xffff) ? groups : undefined;
};

/** One group, or the two that an IPv4 address stands for. */
const readGroup = (part: string): number[] => {
  if (/^[0-9a-f]{1,4}$/.test(part)) return [Number.parseInt(part, 16)];
  const bytes = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(part)?.slice(1).map(Number);
  if (!bytes || bytes.some((byte) => byte > 255)) return [-1];
  const [a = 0, b = 0, c = 0, d = 0] = bytes;
  return [a * 256 + b, c * 256 + d];
};

/** The first of the longest runs of zeros becomes `::`, even a run of one. */
const writeGroups = (groups: readonly number[]): string => {
  let best = { at: 0, length: 0 };
  for (let at = 0; at < 8; at++) {
    let length = 0;
    while (groups[at + length] === 0) length++;
    if (length > best.length) best = { at, length };
  }
  const { at, length } = best;
  const [high = 0, low = 0] = groups.slice(6);
  const isIpv4 = at === 0 && (length === 6 || (length === 5 && groups[5] === 0xffff));
  const written = isIpv4
    ? [...groups.slice(0, 6).map(hex), [high >> 8, high & 255, low >> 8, low & 255].join('.')]
    : groups.map(hex);
  if (length === 0) return written.join(':');
  return `${written.slice(0, at).join(':')}::${written.slice(at + length).join(':')}`;
};

const hex = (group: number): string => group.toString(16);
