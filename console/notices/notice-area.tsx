import { Fragment } from 'preact';
import { isAsking } from '../shell/confirm.js';
import { Link } from '../shell/link.js';
import { ProblemNote } from '../shell/problem-note.js';
import { route, toHere } from '../shell/route.js';
import { GoingUploads } from '../uploads/going-uploads.js';
import { w } from '../words/words.js';
import type { Notice } from './notices.js';
import { forget, notices } from './notices.js';
import './notices.css';

/**
 * What goes on, and what was done or has failed, behind the back of whoever asked for it: above every page, in view
 * however far that is scrolled, until it was read.
 */
export const NoticeArea = () => {
  const all = notices.value;
  const done = all.filter(({ problem }) => problem === undefined);
  const failed = all.filter(({ problem }) => problem !== undefined);
  return (
    <div class="notices">
      <GoingUploads />
      {/* Who hears the page is not told of what stands behind a question: it is put there anew when that is closed. */}
      <div role="status">
        <Fragment key={String(isAsking.value)}>
          {done.map((one) => (
            <Done key={one.number} of={one} />
          ))}
        </Fragment>
      </div>
      <Fragment key={String(isAsking.value)}>
        {failed.map((one) => (
          <Failed key={one.number} of={one} />
        ))}
      </Fragment>
    </div>
  );
};

const Done = ({ of: one }: { readonly of: Notice }) => (
  <div class="note good">
    <p>
      <span aria-hidden="true">✓ </span>
      <b>{w().notices.done}</b> <bdi>{one.what}</bdi>
    </p>
    <Buttons of={one} />
  </div>
);

const Failed = ({ of: one }: { readonly of: Notice }) => {
  const words = w().notices;
  if (one.problem === undefined) return null;
  return (
    <ProblemNote
      problem={one.problem}
      title={
        <>
          {/* Without an answer nobody knows. */}
          <b>{one.problem.status === 0 ? words.unknown : words.failed}</b> <bdi>{one.what}</bdi>
        </>
      }
    >
      <Buttons of={one} />
    </ProblemNote>
  );
};

const Buttons = ({ of: one }: { readonly of: Notice }) => {
  const words = w().notices;
  // It is another one once the page is.
  void route.value;
  return (
    <div class="buttons">
      {one.at !== toHere() && (
        <Link to={one.at} class="button" label={words.goOf(one.what)}>
          {words.go}
        </Link>
      )}
      <button type="button" aria-label={words.closeOf(one.what)} onClick={() => forget(one)}>
        {words.close}
      </button>
    </div>
  );
};
