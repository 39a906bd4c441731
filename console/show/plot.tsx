import { useEffect, useRef, useState } from 'preact/hooks';
import type { Drawn, PlotData } from './draw-plot.js';

/** A figure over time. What draws it comes when it is needed; a table with the same figures stands beside it. */
export const Plot = ({ data, label }: { readonly data: PlotData; readonly label: string }) => {
  const place = useRef<HTMLDivElement>(null);
  const drawn = useRef<Drawn>(undefined);
  const newest = useRef(data);
  const [away, setAway] = useState(false);
  newest.current = data;
  useEffect(() => {
    let left = false;
    import('./draw-plot.js').then(
      ({ drawPlot }) => {
        if (!left && place.current !== null) drawn.current = drawPlot(place.current, newest.current);
      },
      () => setAway(true),
    );
    return () => {
      left = true;
      drawn.current?.remove();
      drawn.current = undefined;
    };
  }, []);
  useEffect(() => drawn.current?.change(data), [data]);
  return away ? null : <div ref={place} class="plot" role="img" aria-label={label} />;
};
