// @ts-check
// The page at `/`: databases are copied here, and all runs are seen. A client of the API; see /docs.
//
// 1. What comes from a name, a message or a log stands as text (`textContent`), never as HTML.
// 2. The lists are read again when a run has changed (/api/v1/events). Each job that runs is followed by a stream of its
//    own, three at most: a browser opens six connections to a server.
// 3. The key is kept by this tab only, and sent as a header: streams are read by `fetch`, since an EventSource has none.

/** @typedef {Record<string, any>} Json */

const FOLLOWED = 3;
const KEY = 'stevedore-key';

/** @type {(id: string) => any} */
const $ = (id) => document.getElementById(id);

/** An element with its texts and children. @type {(tag: string, attributes?: Json, ...children: any[]) => any} */
const el = (tag, attributes = {}, ...children) => {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') made.addEventListener(name, value);
    else if (value !== undefined && value !== false) made.setAttribute(name, value === true ? '' : value);
  }
  made.append(...children.filter((child) => child !== undefined && child !== null));
  return made;
};

// ---------------------------------------------------------------------------------------------------------- the API

const key = () => sessionStorage.getItem(KEY);
/** @returns {Record<string, string>} */
const withKey = () => {
  const known = key();
  return known === null ? {} : { authorization: `Bearer ${known}` };
};

/** The answer of the API; throws what it says was wrong. @type {(method: string, path: string, body?: Json) => Promise<any>} */
const ask = async (method, path, body) => {
  const headers = withKey();
  if (body !== undefined) headers['content-type'] = 'application/json';
  const answer = await fetch(path, { method, headers, body: body === undefined ? null : JSON.stringify(body) });
  return read(answer.status, await answer.text());
};

const read = (/** @type {number} */ status, /** @type {string} */ text) => {
  /** @type {Json} */
  let json = {};
  try {
    json = JSON.parse(text);
  } catch {
    // A proxy in between may answer otherwise.
  }
  if (status < 400) return json;
  if (status === 401) showKey(key() !== null);
  throw new Error(json.detail ?? `Cannot go on: the server answered ${status}`);
};

/** Events of a stream, until it ends. @type {(path: string, lastId: string | undefined, signal: AbortSignal) => AsyncGenerator<{event: string, id?: string, data: Json}>} */
async function* eventsOf(path, lastId, signal) {
  const headers = withKey();
  if (lastId !== undefined) headers['last-event-id'] = lastId;
  const answer = await fetch(path, { headers, signal });
  if (answer.status === 204) return;
  if (answer.status !== 200 || answer.body === null) {
    read(answer.status, await answer.text());
    return;
  }
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    const blocks = (rest + value).split('\n\n');
    rest = blocks.pop() ?? '';
    for (const block of blocks) {
      /** @type {Record<string, string>} */
      const fields = {};
      for (const line of block.split('\n')) {
        const colon = line.indexOf(': ');
        if (colon > 0) fields[line.slice(0, colon)] = line.slice(colon + 2);
      }
      if (fields.event !== undefined && fields.data !== undefined)
        yield {
          event: fields.event,
          ...(fields.id === undefined ? {} : { id: fields.id }),
          data: JSON.parse(fields.data),
        };
    }
  }
}

/** Reads a stream for as long as `signal` allows, again after it was cut off. @type {(path: string, signal: AbortSignal, take: (event: {event: string, data: Json}) => boolean | void, told?: (connected: boolean) => void) => Promise<void>} */
const follow = async (path, signal, take, told = () => undefined) => {
  /** @type {string | undefined} */
  let lastId;
  for (let wait = 500; !signal.aborted; wait = Math.min(wait * 2, 10_000)) {
    try {
      for await (const event of eventsOf(path, lastId, signal)) {
        told(true);
        wait = 500;
        lastId = event.id ?? lastId;
        if (take(event) === true) return;
      }
      if (lastId?.endsWith('-end')) return;
    } catch {
      if (key() === null && !$('key').hidden) return;
    }
    if (signal.aborted) return;
    told(false);
    await new Promise((resolve) => setTimeout(resolve, wait));
  }
};

// -------------------------------------------------------------------------------------------------- words and figures

const STATES = {
  pending: ['…', 'waiting', ''],
  running: ['▶', 'running', ''],
  success: ['✓', 'success', 'good'],
  skipped: ['–', 'skipped', 'warn'],
  failed: ['✕', 'failed', 'bad'],
  cancelled: ['■', 'cancelled', 'warn'],
  not_started: ['–', 'not started', 'warn'],
};

const stateOf = (/** @type {string} */ status) => {
  const [sign, word, look] = STATES[/** @type {keyof typeof STATES} */ (status)] ?? ['?', status, ''];
  return el('span', { class: `state ${look}` }, el('span', { 'aria-hidden': 'true' }, `${sign} `), word);
};

const isOpen = (/** @type {Json} */ { status }) => status === 'pending' || status === 'running';
const number = new Intl.NumberFormat('en');
const moment = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'medium' });
const at = (/** @type {string | null} */ text) => (text === null ? '' : moment.format(new Date(text)));
const count = (/** @type {number | null} */ value) => (value === null ? '' : number.format(value));

const size = (/** @type {number | null} */ bytes) => {
  if (bytes === null) return '';
  const units = ['bytes', 'KiB', 'MiB', 'GiB', 'TiB'];
  const power = bytes < 1 ? 0 : Math.min(4, Math.floor(Math.log2(bytes) / 10));
  return `${power === 0 ? bytes : (bytes / 1024 ** power).toFixed(1)} ${units[power]}`;
};

const span = (/** @type {number | null} */ seconds) => {
  if (seconds === null) return '';
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole} s`;
  if (whole < 3_600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3_600)} h ${Math.floor((whole % 3_600) / 60)} min`;
};

const took = (/** @type {Json} */ job) => {
  if (job.completed_at === null) return '';
  return span((Date.parse(job.completed_at) - Date.parse(job.started_at ?? job.created_at)) / 1_000);
};

const titleOf = (/** @type {Json} */ { type, source, destination, file }) => {
  const from = source ?? file;
  const into = destination ?? (type === 'export' ? file : null);
  return [type, from, into === null || into === undefined || into === from ? null : `→ ${into}`]
    .filter((part) => part !== null && part !== undefined)
    .join(' ');
};

const say = (/** @type {string} */ text) => {
  $('spoken').textContent = text;
};

const notice = (/** @type {string} */ text) => {
  $('notice').textContent = text;
  $('notice').hidden = text === '';
};

/** Does what a button says, once at a time, and shows why it failed. @type {(button: any, act: () => Promise<void>) => Promise<void>} */
const doing = async (button, act) => {
  notice('');
  button.disabled = true;
  try {
    await act();
  } catch (error) {
    notice(error instanceof Error ? error.message : String(error));
    $('notice').scrollIntoView({ block: 'nearest' });
  } finally {
    button.disabled = false;
  }
};

/** @type {(title: string, text: string, yes: string) => Promise<boolean>} */
const confirmed = (title, text, yes) => {
  const dialog = $('confirm');
  $('confirm-title').textContent = title;
  $('confirm-text').textContent = text;
  $('confirm-yes').textContent = yes;
  dialog.returnValue = '';
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener('close', () => resolve(dialog.returnValue === 'yes'), { once: true });
  });
};

/** Rows of a table whose columns are told on narrow screens too. @type {(table: any, rows: any[][]) => void} */
const fill = (table, rows) => {
  const labels = [...table.tHead.rows[0].cells].map((cell) => cell.textContent);
  table.tBodies[0].replaceChildren(
    ...rows.map((cells) =>
      el(
        'tr',
        { role: 'row' },
        ...cells.map((cell, n) => {
          const empty = cell === '' || (Array.isArray(cell) && cell.every((part) => part === ''));
          const look = empty ? 'empty' : typeof cell === 'string' && cell.length < 24 ? 'short' : undefined;
          return el('td', { role: 'cell', 'data-label': labels[n], class: look }, el('div', {}, ...[cell].flat()));
        }),
      ),
    ),
  );
  table.parentElement.hidden = rows.length === 0;
  const none = $(`${table.id}-none`);
  if (none !== null) none.hidden = rows.length > 0;
};

// --------------------------------------------------------------------------------------------------------------- jobs

/** Each job that runs: what is seen of it, and how its stream is ended. @type {Map<string, {card: any, show: (job: Json) => void, stop: AbortController, followed: boolean, spoken: number}>} */
const cards = new Map();

const cardOf = (/** @type {Json} */ first) => {
  let title = '';
  const heading = el('h3');
  const bar = el('progress', { max: '100' });
  const percent = el('strong');
  const state = el('span');
  const message = el('p');
  const facts = el('dl', { class: 'facts' });
  const log = el('ol', { class: 'log' });
  const cancel = el('button', { type: 'button' }, 'Cancel');
  cancel.addEventListener('click', () =>
    doing(cancel, async () => {
      if (!(await confirmed('Cancel the job?', title, 'Cancel the job'))) return;
      await ask('POST', `/api/jobs/${first.id}/cancel`, {});
      say('The job was asked to stop');
    }),
  );
  const head = el('div', { class: 'head' }, heading, state, cancel);
  const more = el('details', {}, el('summary', {}, 'Log'), log);
  const card = el(
    'article',
    { class: 'job', 'data-job': first.id },
    head,
    el('div', { class: 'bar' }, bar, percent),
    message,
    facts,
    more,
  );
  const show = (/** @type {Json} */ job) => {
    const { progress, tables_done: done, tables_total: total } = job;
    // What it reads is known once a worker has begun it.
    title = titleOf(job);
    heading.textContent = title;
    bar.setAttribute('aria-label', `Progress of ${title}`);
    cancel.setAttribute('aria-label', `Cancel ${title}`);
    state.replaceChildren(stateOf(job.status));
    bar.value = progress;
    percent.textContent = `${Math.floor(progress)} %`;
    message.textContent = job.message ?? '';
    const told = [
      ['Table', job.current_table ?? ''],
      ['Tables', total === null ? '' : `${done ?? 0} of ${total}`],
      ['Rows', count(job.rows)],
      ['Size', size(job.bytes)],
      ['Time left', job.eta_seconds === null ? '' : `about ${span(job.eta_seconds)}`],
      ['Began', at(job.started_at ?? job.created_at)],
    ];
    facts.replaceChildren(
      ...told
        .filter(([, value]) => value !== '')
        .map(([name, value]) => el('div', {}, el('dt', {}, name), el('dd', {}, value))),
    );
  };
  const line = (/** @type {Json} */ { timestamp, message: text, error }) => {
    log.append(el('li', {}, `${at(timestamp)} ${text}${error === undefined ? '' : `: ${error}`}`));
    if (log.children.length > 200) log.firstElementChild.remove();
  };
  show(first);
  return { card, show, line };
};

const watch = (/** @type {Json} */ job) => {
  const made = cardOf(job);
  const stop = new AbortController();
  const entry = { ...made, stop, followed: false, spoken: 0 };
  cards.set(job.id, entry);
  $('running').append(made.card);
  if ([...cards.values()].filter(({ followed }) => followed).length >= FOLLOWED) return;
  entry.followed = true;
  void follow(`/api/jobs/${job.id}/events`, stop.signal, ({ event, data }) => {
    if (event === 'log') made.line(data);
    if (event === 'job') {
      made.show(data);
      const quarter = Math.floor(data.progress / 25);
      if (quarter > entry.spoken && isOpen(data)) say(`${titleOf(data)}: ${Math.floor(data.progress)} percent`);
      entry.spoken = Math.max(entry.spoken, quarter);
    }
    if (event !== 'end') return false;
    void lists();
    return true;
  });
};

const showJobs = (/** @type {Json[]} */ jobs) => {
  for (const job of jobs) {
    const known = cards.get(job.id);
    if (isOpen(job) && known === undefined) watch(job);
    else if (isOpen(job)) known?.followed || known?.show(job);
    else if (known !== undefined) {
      known.stop.abort();
      known.card.remove();
      cards.delete(job.id);
      say(`${titleOf(job)}: ${job.status}`);
      if (writable.includes(job.destination)) void previous(job.destination);
    }
  }
  $('running-none').hidden = cards.size > 0;
  fill(
    $('history'),
    jobs
      .filter((job) => !isOpen(job))
      .map((job) => [
        titleOf(job),
        stateOf(job.status),
        at(job.created_at),
        took(job),
        count(job.rows),
        size(job.bytes),
        [
          job.error ?? job.message ?? '',
          ...(job.warnings ?? []).map((/** @type {string} */ text) => el('p', { class: 'warn' }, `Warning: ${text}`)),
        ],
      ]),
  );
};

/** Older pages that were asked for. @type {Json[]} */
let older = [];
/** @type {string | null} */
let next = null;

const jobs = async () => {
  const page = await ask('GET', '/api/jobs?limit=50');
  if (older.length === 0) next = page.next;
  $('more').hidden = next === null;
  const ids = new Set(page.jobs.map((/** @type {Json} */ { id }) => id));
  showJobs([...page.jobs, ...older.filter(({ id }) => !ids.has(id))]);
};

$('more').addEventListener('click', () =>
  doing($('more'), async () => {
    const page = await ask('GET', `/api/jobs?limit=50&cursor=${encodeURIComponent(next ?? '')}`);
    older.push(...page.jobs);
    next = page.next;
    await jobs();
  }),
);

const others = async () => {
  const { runs } = await ask('GET', '/api/v1/runs?limit=100');
  fill(
    $('others'),
    runs
      .filter((/** @type {Json} */ { kind }) => kind !== 'database-sync')
      .slice(0, 20)
      .map((/** @type {Json} */ run) => [
        run.pipeline,
        run.action === null ? run.kind : `${run.kind}, ${run.action}`,
        stateOf(run.status),
        `${Math.floor(run.progress)} %`,
        at(run.started_at),
        run.error?.message ?? run.wait?.reason ?? run.reason ?? '',
      ]),
  );
};

// ------------------------------------------------------------------------------------------------- databases and dumps

/** What was found of each database. @type {Map<string, any>} */
const found = new Map();

const databases = async () => {
  const { databases: all, enabled } = await ask('GET', '/api/databases');
  $('start-off').hidden = enabled;
  fill(
    $('databases'),
    all.map((/** @type {Json} */ one) => {
      const result = found.get(one.name) ?? el('span', { role: 'status' });
      found.set(one.name, result);
      const test = el('button', { type: 'button', 'aria-label': `Test ${one.name}` }, 'Test');
      test.addEventListener('click', () => doing(test, () => tryDatabase(one.name, result)));
      const allowed = one.destination ? 'yes' : `no: ${one.refusal}`;
      const back = backs.get(one.name) ?? el('div', { class: 'buttons' });
      backs.set(one.name, back);
      return [one.name, one.address, one.database ?? '', one.user ?? '', allowed, [test, ' ', result], [back]];
    }),
  );
  writable = all
    .filter((/** @type {Json} */ { destination }) => destination)
    .map((/** @type {Json} */ one) => one.name);
  void Promise.all(writable.map(previous));
  const names = (/** @type {(one: Json) => boolean} */ may) =>
    all.map((/** @type {Json} */ one) =>
      el('option', { value: one.name, disabled: !may(one) }, may(one) ? one.name : `${one.name} (refused)`),
    );
  for (const id of ['export-database', 'sync-source'])
    choose(
      $(id),
      names(() => true),
    );
  for (const id of ['import', 'sync']) {
    choose(
      $(`${id}-${id === 'import' ? 'database' : 'destination'}`),
      names(({ destination }) => destination),
    );
    const refused = all.filter((/** @type {Json} */ { destination }) => !destination);
    const reasons = refused.map((/** @type {Json} */ { name, refusal }) => el('li', {}, `${name}: ${refusal}`));
    $(`${id}-refused`).replaceChildren(...(reasons.length === 0 ? [] : ['Not written:', el('ul', {}, ...reasons)]));
  }
  // A database is not copied into itself.
  const source = $('sync-source');
  const other = [...source.options].find(({ value }) => value !== $('sync-destination').value);
  if (source.value === $('sync-destination').value && other !== undefined) source.value = other.value;
  for (const id of ['export', 'import', 'sync']) $(`${id}-form`).querySelector('[type="submit"]').disabled = !enabled;
};

/** Of each database, where it says what it can go back to. @type {Map<string, any>} */
const backs = new Map();
/** Databases that may be written. @type {string[]} */
let writable = [];

/** Asks a database what a rollback would bring back, and offers that. */
const previous = async (/** @type {string} */ name) => {
  const place = backs.get(name);
  /** @type {Json} */
  let answer;
  try {
    answer = await ask('GET', `/api/v1/pipelines/${encodeURIComponent(name)}/generations`);
  } catch {
    // Its server is away, or the name is a pipeline's of another kind: then nobody knows.
    place.replaceChildren();
    return;
  }
  const [kept] = answer.kept;
  if (kept === undefined) {
    place.replaceChildren('nothing');
    return;
  }
  // What was there before the first copy was not published by one.
  const since = Date.parse(kept.published_at) > 0 ? `live since ${at(kept.published_at)}` : 'before the first copy';
  const what = kept.tables > 0 ? `${count(kept.tables)} tables, ${count(kept.rows)} rows, ${since}` : since;
  const button = el('button', { type: 'button', 'aria-label': `Roll back ${name}` }, 'Roll back');
  button.addEventListener('click', () =>
    doing(button, async () => {
      const text = `${name} becomes what it was: ${what}. What is live now is kept, to go back to. What was written into it since the copy is not in the other one.`;
      if (!(await confirmed(`Roll back ${name}?`, text, 'Roll back'))) return;
      await ask('POST', `/api/v1/pipelines/${encodeURIComponent(name)}/rollback`, {});
      say(`The rollback of ${name} has begun`);
      await lists();
    }),
  );
  place.replaceChildren(el('span', {}, what), button);
};

/** Other options, with what was chosen. @type {(select: any, options: any[]) => void} */
const choose = (select, options) => {
  const chosen = select.value;
  select.replaceChildren(...options);
  const usable = options.filter((option) => !option.disabled);
  select.value = (usable.find(({ value }) => value === chosen) ?? usable[0])?.value ?? '';
};

const tryDatabase = async (/** @type {string} */ name, /** @type {any} */ result) => {
  result.textContent = 'Testing';
  try {
    const { ok, latency_ms: latency, version, error } = await ask('POST', '/api/databases/test', { database: name });
    const text = ok ? `${version ?? 'answers'}, ${latency} ms` : (error ?? 'does not answer');
    result.replaceChildren(el('span', { class: ok ? 'good' : 'bad' }, `${ok ? '✓ works' : '✕ fails'}: ${text}`));
  } catch (error) {
    result.textContent = '';
    throw error;
  }
};

const dumps = async () => {
  const { dumps: all } = await ask('GET', '/api/sync/dumps');
  fill(
    $('dumps'),
    all.map((/** @type {Json} */ { name, bytes, created_at: when, download_url: url }) => {
      const load = el('button', { type: 'button', 'aria-label': `Download ${name}` }, 'Download');
      load.addEventListener('click', () => doing(load, () => download(url, name, load)));
      const remove = el('button', { type: 'button', 'aria-label': `Delete ${name}` }, 'Delete');
      remove.addEventListener('click', () =>
        doing(remove, async () => {
          if (!(await confirmed('Delete the dump?', `${name} is removed for ever.`, 'Delete it'))) return;
          await ask('DELETE', url);
          await dumps();
        }),
      );
      return [name, size(bytes), at(when), [el('div', { class: 'buttons' }, load, remove)]];
    }),
  );
  choose(
    $('import-file'),
    all.map((/** @type {Json} */ { name }) => el('option', { value: name }, name)),
  );
};

/** Without a key the browser itself writes the file; with one it must be asked for by a script. */
const download = async (/** @type {string} */ url, /** @type {string} */ name, /** @type {any} */ button) => {
  if (key() === null) return save(url, name);
  button.textContent = 'Downloading';
  try {
    const answer = await fetch(url, { headers: withKey() });
    if (!answer.ok) read(answer.status, await answer.text());
    const object = URL.createObjectURL(await answer.blob());
    save(object, name);
    setTimeout(() => URL.revokeObjectURL(object), 60_000);
  } finally {
    button.textContent = 'Download';
  }
};

const save = (/** @type {string} */ href, /** @type {string} */ name) => {
  const link = el('a', { href, download: name });
  document.body.append(link);
  link.click();
  link.remove();
};

// -------------------------------------------------------------------------------------------------------------- forms

const checkedOf = (/** @type {any} */ form, /** @type {string} */ name) =>
  form.querySelector(`[name="${name}"]:checked`).value;

/** @type {(id: string, act: (form: any) => Promise<void>) => void} */
const onSubmit = (id, act) => {
  const form = $(id);
  form.addEventListener('submit', (/** @type {Event} */ event) => {
    event.preventDefault();
    void doing(form.querySelector('[type="submit"]'), () => act(form));
  });
};

const started = async () => {
  say('The job has started');
  await jobs();
  $('running-title').scrollIntoView({ block: 'start' });
};

onSubmit('export-form', async (form) => {
  const tables = $('export-tables')
    .value.split(',')
    .map((/** @type {string} */ name) => name.trim())
    .filter((/** @type {string} */ name) => name !== '');
  await ask('POST', '/api/sync/export', {
    database: $('export-database').value,
    ...(tables.length === 0 ? {} : { tables }),
    format: checkedOf(form, 'format'),
    compress: $('export-compress').checked,
  });
  await started();
});

onSubmit('sync-form', async () => {
  const [source, destination] = [$('sync-source').value, $('sync-destination').value];
  const text = `Everything in "${destination}" is replaced by a copy of "${source}". What is there now is kept, to go back to.`;
  if (!(await confirmed(`Replace "${destination}"?`, text, 'Sync'))) return;
  await ask('POST', '/api/sync', { source, destination });
  await started();
});

const BACKUPS = /** @type {Json} */ ({ true: true, false: false, file: 'file' });

onSubmit('import-form', async (form) => {
  const database = $('import-database').value;
  const backup = checkedOf(form, 'backup');
  const [upload] = $('import-upload').files;
  const isUpload = checkedOf(form, 'from') === 'upload';
  const name = isUpload ? upload?.name : $('import-file').value;
  if (name === undefined || name === '') throw new Error('Cannot import: no dump is chosen');
  const text = `Everything in "${database}" is replaced by "${name}".`;
  if (!(await confirmed(`Replace "${database}"?`, text, 'Import'))) return;
  if (isUpload) await send(upload, { database, backup, filename: name });
  else await ask('POST', '/api/sync/import', { file: name, database, backup: BACKUPS[backup] });
  await Promise.all([started(), dumps()]);
});

/** The bytes of a file, with how many are sent. @type {(file: File, said: Record<string, string>) => Promise<void>} */
const send = (file, said) =>
  new Promise((resolve, reject) => {
    // What `fetch` does not tell.
    const request = new XMLHttpRequest();
    request.open('POST', `/api/sync/import?${new URLSearchParams(said)}`);
    for (const [name, value] of Object.entries(withKey())) request.setRequestHeader(name, value);
    request.setRequestHeader('content-type', 'application/octet-stream');
    request.upload.addEventListener('progress', ({ loaded, total }) => {
      $('upload-progress').value = (100 * loaded) / Math.max(1, total);
      $('upload-text').textContent = `${size(loaded)} of ${size(total)}`;
    });
    const stop = () => request.abort();
    $('upload-stop').addEventListener('click', stop);
    $('uploading').hidden = false;
    request.addEventListener('loadend', () => {
      $('upload-stop').removeEventListener('click', stop);
      $('uploading').hidden = true;
      if (request.status === 0)
        return reject(new Error('Cannot upload: the connection ended before the whole file was sent'));
      try {
        read(request.status, request.responseText);
        resolve();
      } catch (error) {
        reject(error);
      }
    });
    request.send(file);
  });

$('import-upload').addEventListener('change', () => {
  $('import-form').querySelector('[name="from"][value="upload"]').checked = true;
});
$('import-file').addEventListener('change', () => {
  $('import-form').querySelector('[name="from"][value="list"]').checked = true;
});

// ---------------------------------------------------------------------------------------------------------- the whole

/** Reads what may have changed, one time after the other. */
let reading = Promise.resolve();
const lists = () => {
  reading = reading.then(async () => {
    try {
      await Promise.all([jobs(), others(), dumps()]);
    } catch {
      // The next event brings another try.
    }
  });
  return reading;
};

let whole = new AbortController();
const start = async () => {
  whole.abort();
  whole = new AbortController();
  const { signal } = whole;
  try {
    await Promise.all([databases(), dumps(), jobs(), others()]);
  } catch (error) {
    if (!$('key').hidden) return;
    notice(error instanceof Error ? error.message : String(error));
    setTimeout(() => signal.aborted || void start(), 5_000);
    return;
  }
  notice('');
  $('content').hidden = false;
  $('forget').hidden = key() === null;
  let due = 0;
  void follow(
    '/api/v1/events',
    signal,
    () => {
      // Events come in crowds.
      clearTimeout(due);
      due = window.setTimeout(() => void lists(), 200);
    },
    (connected) => {
      $('live').textContent = connected ? '● live' : '○ not connected, trying again';
    },
  );
};

const showKey = (/** @type {boolean} */ wasWrong) => {
  sessionStorage.removeItem(KEY);
  whole.abort();
  for (const { stop, card } of cards.values()) {
    stop.abort();
    card.remove();
  }
  cards.clear();
  $('content').hidden = true;
  $('forget').hidden = true;
  $('key').hidden = false;
  $('live').textContent = 'A key is needed';
  if (wasWrong) notice('The key is not accepted');
  $('key-text').focus();
};

$('key-form').addEventListener('submit', (/** @type {Event} */ event) => {
  event.preventDefault();
  notice('');
  sessionStorage.setItem(KEY, $('key-text').value.trim());
  $('key-text').value = '';
  $('key').hidden = true;
  void start();
});
$('forget').addEventListener('click', () => showKey(false));

// Narrow screens show rows as blocks, which would no longer be rows of a table to a screen reader.
for (const table of document.querySelectorAll('table')) {
  table.setAttribute('role', 'table');
  for (const part of table.querySelectorAll('thead, tbody')) part.setAttribute('role', 'rowgroup');
  for (const row of table.querySelectorAll('thead tr')) row.setAttribute('role', 'row');
  for (const cell of table.querySelectorAll('th')) cell.setAttribute('role', 'columnheader');
}
void start();
