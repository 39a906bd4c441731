/** `; name="value"` of a link. */
const PARAMETER = String.raw`\s*;\s*([^\s=;,]+)(?:\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s;,"]+)))?`;

/** The target of the first link of a `Link` header (RFC 8288) whose relation is `next`. */
export const nextLink = (header: string | undefined): string | undefined => {
  for (const [whole, target] of (header ?? '').matchAll(new RegExp(`<([^<>]*)>(?:${PARAMETER})*`, 'g'))) {
    const parameters = whole.slice((target ?? '').length + 2).matchAll(new RegExp(PARAMETER, 'g'));
    // Only the first relation of a link counts.
    const relation = [...parameters].find(([, name]) => name?.toLowerCase() === 'rel');
    const relations = (relation?.[2] ?? relation?.[3] ?? '').toLowerCase().split(/\s+/);
    if (relations.includes('next')) return target;
  }
  return undefined;
};
