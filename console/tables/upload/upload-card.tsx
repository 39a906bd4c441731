import { useEffect, useRef, useState } from 'preact/hooks';
import type { Problem } from '../../api/ask.js';
import { problemOf } from '../../api/ask.js';
import { percent, size } from '../../show/numbers.js';
import { span } from '../../show/times.js';
import { isolated } from '../../shell/isolated.js';
import { Name } from '../../shell/name.js';
import { ProblemNote } from '../../shell/problem-note.js';
import { goTo, toUpload } from '../../shell/route.js';
import { w } from '../../words/words.js';
import type { Sending } from './send-file.js';
import { CANCELLED, sendFile } from './send-file.js';

interface Sent {
  readonly file: File;
  readonly bytes: number;
  readonly since: number;
}

const FORMATS: Readonly<Record<string, string>> = {
  csv: 'csv',
  tsv: 'csv',
  txt: 'csv',
  ndjson: 'ndjson',
  jsonl: 'ndjson',
};

/** Takes a file, dropped or chosen, and sends it; then the page where it is mapped is shown. */
export const UploadCard = () => {
  const words = w().tables.upload;
  const [sent, setSent] = useState<Sent>();
  const [refused, setRefused] = useState<string>();
  const [problem, setProblem] = useState<Problem>();
  const [again, setAgain] = useState<File>();
  const [over, setOver] = useState(false);
  const sending = useRef<Sending | undefined>(undefined);
  const input = useRef<HTMLInputElement>(null);
  // Whoever leaves the page leaves the upload.
  useEffect(() => () => sending.current?.cancel(), []);

  const take = async (file: File): Promise<void> => {
    setProblem(undefined);
    setAgain(undefined);
    const format = FORMATS[/\.([a-z]+)$/i.exec(file.name)?.[1]?.toLowerCase() ?? ''];
    if (format === undefined) return setRefused(words.format(isolated(file.name)));
    if (file.size === 0) return setRefused(words.empty(isolated(file.name)));
    setRefused(undefined);
    const since = Date.now();
    setSent({ file, bytes: 0, since });
    try {
      sending.current = sendFile(file, format, (bytes) => setSent({ file, bytes, since }));
      const { id } = await sending.current.done;
      goTo(toUpload(id));
    } catch (error) {
      const why = problemOf(error);
      if (why.code === CANCELLED) setRefused(words.cancelled);
      else if (why.status === 0) setRefused(words.lost);
      else setProblem(why);
      setAgain(file);
    } finally {
      sending.current = undefined;
      setSent(undefined);
    }
  };
  const takeDropped = (files: FileList | undefined): void => {
    const [file, more] = files ?? [];
    if (file === undefined) setRefused(words.noFile);
    else if (more === undefined) void take(file);
    else setRefused(words.several);
  };

  return (
    <section class="card" aria-labelledby="upload-title">
      <h2 id="upload-title">{words.title}</h2>
      {sent === undefined ? (
        <div
          class={over ? 'drop over' : 'drop'}
          onDragOver={(event) => {
            event.preventDefault();
            setOver(true);
          }}
          onDragLeave={() => setOver(false)}
          onDrop={(event) => {
            event.preventDefault();
            setOver(false);
            takeDropped(event.dataTransfer?.files);
          }}
        >
          <p class="drop-sign" aria-hidden="true">
            ⤒
          </p>
          <p>
            <strong>{words.drop}</strong> <span class="quiet">{words.or}</span>
          </p>
          <button type="button" class="main" onClick={() => input.current?.click()}>
            {words.choose}
          </button>
          <input
            ref={input}
            type="file"
            class="unseen"
            tabIndex={-1}
            aria-hidden="true"
            accept=".csv,.tsv,.txt,.ndjson,.jsonl,text/csv,application/x-ndjson"
            onChange={() => {
              const [file] = input.current?.files ?? [];
              if (file !== undefined) void take(file);
              // The same file can be chosen again.
              if (input.current !== null) input.current.value = '';
            }}
          />
          <p class="quiet">{words.hint}</p>
        </div>
      ) : (
        <Progress sent={sent} cancel={() => sending.current?.cancel()} />
      )}
      <div role="status">
        {refused !== undefined && (
          <p class="note warn">
            <span aria-hidden="true">⚠ </span>
            <bdi>{refused}</bdi>
          </p>
        )}
      </div>
      {problem !== undefined && <ProblemNote problem={problem} />}
      {again !== undefined && (
        <p>
          <button type="button" onClick={() => void take(again)}>
            {words.again}
          </button>
        </p>
      )}
    </section>
  );
};

const Progress = ({ sent: { file, bytes, since }, cancel }: ProgressProps) => {
  const words = w().tables.upload;
  const seconds = (Date.now() - since) / 1_000;
  const speed = seconds < 1 ? undefined : bytes / seconds;
  const share = Math.min(100, (100 * bytes) / file.size);
  const isWhole = bytes >= file.size;
  return (
    <div class="drop sending">
      <p>
        <strong>{words.sending}:</strong> <Name of={file.name} code />
      </p>
      <div class="progress-row">
        <progress max={100} value={share} aria-label={words.sending} />
        <strong>{percent(share)}</strong>
      </div>
      <p class="quiet" role="status">
        {isWhole ? words.finishing : words.progress(size(bytes), size(file.size))}
        {!isWhole && speed !== undefined && speed > 0 && (
          <>
            {' · '}
            {words.speed(size(speed))} · {words.left(span((1_000 * (file.size - bytes)) / speed))}
          </>
        )}
      </p>
      <button type="button" onClick={cancel}>
        {words.cancel}
      </button>
    </div>
  );
};

interface ProgressProps {
  readonly sent: Sent;
  readonly cancel: () => void;
}
