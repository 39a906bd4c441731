import { exactMoment, moment, now, relative } from './times.js';

/** A time in words, with the exact one as its title. */
export const Time = ({ at, exact = false }: { readonly at: string; readonly exact?: boolean }) => (
  <time dateTime={at} title={exactMoment(at)}>
    {exact ? moment(at) : relative(at, now.value)}
  </time>
);
