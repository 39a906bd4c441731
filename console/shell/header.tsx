import { problemOf } from '../api/ask.js';
import { laterNotice } from '../notices/notices.js';
import { stopUploads } from '../uploads/uploads.js';
import { language, languages, setLanguage, w } from '../words/words.js';
import { Link } from './link.js';
import { route, toDatabases, toOverview, toTables, toSettings } from './route.js';
import { session, signOut } from './session.js';

const TABLES: ReadonlySet<string> = new Set(['tables', 'upload', 'rejects']);

/** What stands above every page. */
export const Header = () => {
  const known = session.value;
  return (
    <header class="top">
      <Link to={toOverview()} class="brand">
        <Mark />
        Stevedore
      </Link>
      <nav aria-label={w().nav.label}>
        <Link to={toOverview()} current={route.value.page === 'overview'}>
          {w().nav.overview}
        </Link>
        <Link to={toTables()} current={TABLES.has(route.value.page)}>
          {w().nav.tables}
        </Link>
        <Link to={toDatabases()} current={route.value.page === 'databases'}>
          {w().nav.databases}
        </Link>
        {typeof known === 'object' && (
          <Link to={toSettings()} current={route.value.page === 'settings'}>
            {w().nav.settings}
          </Link>
        )}
        <a href="/docs">{w().nav.api}</a>
      </nav>
      <div class="who">
        <label class="unseen" for="language">
          {w().language}
        </label>
        <select
          id="language"
          value={language.value}
          onChange={(event) => setLanguage((event.target as HTMLSelectElement).value)}
        >
          {Object.entries(languages).map(([code, { name }]) => (
            <option key={code} value={code} lang={code}>
              {name}
            </option>
          ))}
        </select>
        {typeof known === 'object' && known.with_key && (
          <>
            <span class="quiet">{w().signedInAs(known.name, w().roles[known.role])}</span>
            <button type="button" onClick={() => void leave()}>
              {w().signOut}
            </button>
          </>
        )}
      </div>
    </header>
  );
};

/** What is uploaded ends with whoever uploads it. */
const leave = async (): Promise<void> => {
  const notice = laterNotice(w().signOut);
  try {
    await signOut();
    stopUploads();
  } catch (error) {
    notice.failed(problemOf(error));
  }
};

/** Boxes that a hook has stacked. */
const Mark = () => (
  <svg class="mark" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
    <path d="M12 1v5M9.5 6h5M2.5 14.5h8v7h-8zM13.5 14.5h8v7h-8zM8 6.5h8v6H8z" />
  </svg>
);
