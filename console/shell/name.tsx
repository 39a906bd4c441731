/** A name from a dump, a file or a configuration: text whose direction does not reach beyond it. */
export const Name = ({ of, code = false }: { readonly of: string; readonly code?: boolean }) =>
  code ? (
    <code>
      <bdi>{of}</bdi>
    </code>
  ) : (
    <bdi>{of}</bdi>
  );
