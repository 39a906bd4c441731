import { useEffect, useMemo } from 'preact/hooks';
import type { NotificationJson } from '../../api/types.js';
import { DataTable } from '../../show/data-table.js';
import { Empty } from '../../show/empty.js';
import { count } from '../../show/numbers.js';
import { Time } from '../../show/time.js';
import { Link } from '../../shell/link.js';
import { Name } from '../../shell/name.js';
import { ProblemNote } from '../../shell/problem-note.js';
import { toPipeline, toRun } from '../../shell/route.js';
import { maySteer } from '../../shell/session.js';
import { w } from '../../words/words.js';
import { Choice } from '../choice.js';
import { PageButtons } from '../page-buttons.js';
import { createPipelineNames } from '../pipeline-names.js';
import { NotificationState } from './notification-state.js';
import { createNotifications } from './notifications.js';
import { askForTest } from './send-test.js';
import { SendAgain } from './send-again.js';

/** Who was told of what, whether it arrived, and what is sent once more. */
export const NotificationsPart = () => {
  const { list, shown, sentAgain, begin } = useMemo(createNotifications, []);
  const pipelines = useMemo(createPipelineNames, []);
  useEffect(() => {
    void pipelines.read();
    return begin();
  }, [begin, pipelines]);
  const words = w().settings.notifications;
  const found = shown.value;
  const problem = list.problem.value;
  const isNarrowed = Object.values(list.chosen.value).some((value) => value !== '');
  return (
    <section class="card" aria-labelledby="notifications-title">
      <div class="title-row">
        <h2 id="notifications-title">{words.title}</h2>
        <div class="buttons">
          <Choice
            id="notification-state"
            label={words.state}
            all={words.all}
            value={list.chosen.value['state'] ?? ''}
            options={Object.entries(words.states)}
            onChange={(state) => void list.choose('state', state)}
          />
          <Choice
            id="notification-pipeline"
            label={words.pipeline}
            all={words.all}
            value={list.chosen.value['pipeline'] ?? ''}
            options={pipelines.names.value.map((name) => [name, name] as const)}
            onChange={(name) => void list.choose('pipeline', name)}
          />
          {maySteer.value && (
            <button type="button" onClick={() => askForTest(found ?? [], list.read)}>
              {words.test.button}
            </button>
          )}
        </div>
      </div>
      <p class="quiet">{words.help}</p>
      {problem !== undefined && <ProblemNote problem={problem} again={() => void list.read()} />}
      {found === undefined && problem === undefined && <p class="quiet">{w().loading}</p>}
      {found?.length === 0 &&
        (isNarrowed ? <p class="quiet">{words.noneOfThese}</p> : <Empty title={words.none} hint={words.noneHint} />)}
      {found !== undefined && found.length > 0 && (
        <DataTable
          label={words.title}
          rows={found}
          rowKey={({ id }) => id}
          columns={[
            { label: words.when, cell: ({ created_at: at }) => <Time at={at} exact /> },
            { label: words.receiver, cell: ({ receiver }) => <Name of={receiver} /> },
            { label: words.event, cell: (one) => <What of={one} /> },
            { label: words.state, cell: (one) => <NotificationState of={one} /> },
            { label: words.tries, figure: true, cell: ({ tries }) => count(tries) },
            ...(maySteer.value
              ? [
                  {
                    label: words.again.column,
                    cell: (one: NotificationJson) => <SendAgain of={one} sent={sentAgain} />,
                  },
                ]
              : []),
          ]}
        />
      )}
      <PageButtons of={list} />
    </section>
  );
};

/** The event, of what, and the sentence that was sent. */
const What = ({ of: { event, pipeline, run_id: run, text } }: { readonly of: NotificationJson }) => (
  <>
    <b>{w().settings.notifications.events[event]}</b>
    {pipeline !== null && (
      <>
        {' · '}
        <Link to={run === null ? toPipeline(pipeline) : toRun(run)}>
          <Name of={pipeline} />
        </Link>
      </>
    )}
    <p class="quiet" dir="auto">
      {text}
    </p>
  </>
);
