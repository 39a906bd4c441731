type Activities = Readonly<Record<string, (...args: never[]) => Promise<unknown>>>;

/** All of them in one. Throws where a name is used twice: a worker would know only the later one. */
export const disjoint = <T extends readonly Activities[]>(...groups: T): Joined<T> => {
  const joined: Record<string, Activities[string]> = {};
  for (const [name, activity] of groups.flatMap((group) => Object.entries(group))) {
    if (name in joined) throw new Error(`Two activities are named "${name}": give the newer one another name`);
    joined[name] = activity;
  }
  return joined as Joined<T>;
};

type Joined<T extends readonly Activities[]> = T extends readonly [
  infer First extends Activities,
  ...infer Rest extends readonly Activities[],
]
  ? First & Joined<Rest>
  : Record<never, never>;
