/** The samples of a page in Prometheus' text format: `name{a="b"}`, labels in their order, with its value. */
export const readMetrics = (text: string): ReadonlyMap<string, number> => {
  const samples = new Map<string, number>();
  for (const line of text.split('\n')) {
    if (line === '' || line.startsWith('#')) continue;
    const parts = /^([a-zA-Z_:][\w:]*(?:\{(?:\w+="(?:[^"\\]|\\.)*",?)*\})?) (\S+)$/.exec(line);
    if (parts === null) throw new Error(`This is no sample: ${line}`);
    samples.set(String(parts[1]), Number(parts[2]));
  }
  return samples;
};
