import { useEffect } from 'preact/hooks';
import { OverviewPage } from '../overview/overview-page.js';
import { PipelinePage } from '../pipeline/pipeline-page.js';
import { RunPage } from '../run/run-page.js';
import { DatabasesPage } from '../sync/databases-page.js';
import { RejectsPage } from '../tables/rejects/rejects-page.js';
import { TablesPage } from '../tables/tables-page.js';
import { SettingsPage } from '../settings/settings-page.js';
import { UploadPage } from '../tables/upload/upload-page.js';
import { w } from '../words/words.js';
import { NoticeArea } from '../notices/notice-area.js';
import { AwayNote } from './away-note.js';
import { ConfirmDialog } from './confirm.js';
import { Header } from './header.js';
import { ProblemNote } from './problem-note.js';
import { Link } from './link.js';
import { route, toOverview } from './route.js';
import { readSession, session, sessionProblem } from './session.js';
import { SignIn } from './sign-in.js';

/** The console: who is signed in, and the page that the address names. */
export const App = () => {
  useEffect(() => void readSession(), []);
  return (
    <>
      <a class="skip" href="#main">
        {w().skip}
      </a>
      <Header />
      <AwayNote />
      <NoticeArea />
      <Content />
      <ConfirmDialog />
    </>
  );
};

const Content = () => {
  const known = session.value;
  if (known === 'signed out') return <SignIn />;
  if (known === 'unknown') {
    const problem = sessionProblem.value;
    return (
      <main id="main" tabIndex={-1}>
        <h1 class="unseen">Stevedore</h1>
        {problem === undefined ? (
          <p class="quiet">{w().loading}</p>
        ) : (
          <ProblemNote problem={problem} again={() => void readSession()} />
        )}
      </main>
    );
  }
  return (
    <main id="main" tabIndex={-1}>
      <Page />
    </main>
  );
};

const Page = () => {
  const now = route.value;
  switch (now.page) {
    case 'overview':
      return <OverviewPage />;
    case 'run':
      return <RunPage key={now.id} id={now.id} />;
    case 'pipeline':
      return <PipelinePage key={now.name} name={now.name} />;
    case 'databases':
      return <DatabasesPage />;
    case 'tables':
      return <TablesPage />;
    case 'rejects':
      return <RejectsPage key={now.id} id={now.id} />;
    case 'settings':
      return <SettingsPage part={now.part} />;
    case 'upload':
      return <UploadPage key={now.id} id={now.id} />;
    case 'unknown':
      return (
        <>
          <h1>{w().unknownPage}</h1>
          <p>
            <Link to={toOverview()}>{w().nav.overview}</Link>
          </p>
        </>
      );
  }
};
