import { useRef, useState } from 'preact/hooks';
import type { Problem } from '../../api/ask.js';
import { STOPPED } from '../../api/send-file.js';
import type { UploadJson } from '../../api/types.js';
import { isolated } from '../../shell/isolated.js';
import { ProblemNote } from '../../shell/problem-note.js';
import { goTo, toUpload } from '../../shell/route.js';
import { UploadProgress } from '../../uploads/upload-progress.js';
import { createUploads } from '../../uploads/uploads.js';
import { w } from '../../words/words.js';

const uploads = createUploads<UploadJson>(({ id }) => toUpload(id));

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
  const upload = uploads.now.value;
  const [refused, setRefused] = useState<string>();
  const [problem, setProblem] = useState<Problem>();
  const [again, setAgain] = useState<File>();
  const [over, setOver] = useState(false);
  const input = useRef<HTMLInputElement>(null);

  uploads.useForm({
    done: ({ id }) => goTo(toUpload(id)),
    failed: (why, { file }) => {
      if (why.code === STOPPED) setRefused(words.cancelled);
      else setProblem(why);
      setAgain(file);
    },
  });
  const take = (file: File): void => {
    setProblem(undefined);
    setAgain(undefined);
    const format = FORMATS[/\.([a-z]+)$/i.exec(file.name)?.[1]?.toLowerCase() ?? ''];
    if (format === undefined) return setRefused(words.format(isolated(file.name)));
    if (file.size === 0) return setRefused(words.empty(isolated(file.name)));
    setRefused(undefined);
    const path = `/api/v1/uploads?${new URLSearchParams({ filename: file.name, format }).toString()}`;
    void uploads.begin({ what: `${w().uploads.what}: ${isolated(file.name)}`, path, file });
  };
  const takeDropped = (files: FileList | undefined): void => {
    const [file, more] = files ?? [];
    if (file === undefined) setRefused(words.noFile);
    else if (more === undefined) take(file);
    else setRefused(words.several);
  };

  return (
    <section class="card" aria-labelledby="upload-title">
      <h2 id="upload-title">{words.title}</h2>
      {upload === undefined ? (
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
              if (file !== undefined) take(file);
              // The same file can be chosen again.
              if (input.current !== null) input.current.value = '';
            }}
          />
          <p class="quiet">{words.hint}</p>
        </div>
      ) : (
        <div class="drop sending">
          <UploadProgress of={upload} />
        </div>
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
          <button type="button" onClick={() => take(again)}>
            {words.again}
          </button>
        </p>
      )}
    </section>
  );
};
