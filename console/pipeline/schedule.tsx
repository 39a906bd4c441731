import { ask } from '../api/ask.js';
import type { PipelineJson } from '../api/types.js';
import { Icon } from '../show/icon.js';
import { Time } from '../show/time.js';
import { confirm } from '../shell/confirm.js';
import { maySteer } from '../shell/session.js';
import { w } from '../words/words.js';

/** When the pipeline runs by itself, and the button that pauses and resumes that. */
export const Schedule = ({ pipeline, changed }: ScheduleProps) => {
  const { name, enabled, schedule, schedule_timezone: zone, schedule_paused: paused, next_starts: next } = pipeline;
  const words = w().pipeline;
  const turn = (what: 'pause' | 'resume'): void =>
    confirm({
      ...words[what],
      of: name,
      act: async () => {
        const path = `/api/v1/pipelines/${encodeURIComponent(name)}/${what}`;
        await ask(path, { method: 'POST', body: { by: 'console' } });
        changed();
      },
    });
  return (
    <section class="card" aria-labelledby="schedule-title">
      <div class="title-row">
        <h2 id="schedule-title">{words.schedule}</h2>
        {maySteer.value && paused !== null && (
          <div class="buttons">
            <button type="button" onClick={() => turn(paused ? 'resume' : 'pause')}>
              <Icon name={paused ? 'play' : 'pause'} /> {paused ? words.resume.yes : words.pause.yes}
            </button>
          </div>
        )}
      </div>
      {!enabled && <p>{words.disabled}</p>}
      {schedule === null ? (
        <p class="quiet">{words.noSchedule}</p>
      ) : (
        <p>
          <code>{schedule}</code> <span class="quiet">{words.zone(zone)}</span>
        </p>
      )}
      {paused === true && (
        <p>
          <Icon name="pause" /> <b>{words.paused}</b>
        </p>
      )}
      {paused !== true && next.length > 0 && (
        <>
          <h3>{words.next}</h3>
          <ol class="starts">
            {next.map((start) => (
              <li key={start}>
                <Time at={start} exact /> <span class="quiet">(</span>
                <Time at={start} />
                <span class="quiet">)</span>
              </li>
            ))}
          </ol>
        </>
      )}
    </section>
  );
};

interface ScheduleProps {
  readonly pipeline: PipelineJson;
  /** Called once the schedule is another one. */
  readonly changed: () => void;
}
