import { useEffect, useMemo } from 'preact/hooks';
import { createReading } from '../../api/reading.js';
import type { HealthDetailsJson } from '../../api/types.js';
import { DataTable } from '../../show/data-table.js';
import { count, percent, size, UNKNOWN } from '../../show/numbers.js';
import { span } from '../../show/times.js';
import { Name } from '../../shell/name.js';
import { ProblemNote } from '../../shell/problem-note.js';
import { w } from '../../words/words.js';
import { DependencyItem } from './dependency-item.js';

/** What is away, since when and what still works; what the server takes of its machine; which versions answer. */
export const HealthPart = () => {
  const reading = useMemo(() => createReading<HealthDetailsJson>('/api/v1/health'), []);
  useEffect(() => {
    void reading.read();
    const timer = setInterval(() => void reading.read(), EVERY_MS);
    return () => clearInterval(timer);
  }, [reading]);
  const words = w().settings.health;
  const found = reading.value.value;
  const problem = reading.problem.value;
  return (
    <>
      {problem !== undefined && <ProblemNote problem={problem} again={() => void reading.read()} />}
      {found === undefined && problem === undefined && (
        <p class="quiet" role="status">
          {w().loading}
        </p>
      )}
      {found !== undefined && (
        <>
          <section class="card" aria-labelledby="dependencies-title">
            <h2 id="dependencies-title">{words.dependencies}</h2>
            <ul class="dependencies">
              {found.dependencies.map((one) => (
                <DependencyItem key={one.name} of={one} />
              ))}
            </ul>
          </section>
          <Server of={found} />
          <Workers of={found.workers} />
          <Versions of={found.versions} />
        </>
      )}
    </>
  );
};

const EVERY_MS = 5_000;

const Server = ({ of: { process: figures, folders } }: { readonly of: HealthDetailsJson }) => {
  const words = w().settings.health;
  return (
    <section class="card" aria-labelledby="server-title">
      <h2 id="server-title">{words.server}</h2>
      <dl class="facts">
        <Fact term={words.upFor}>{span(figures.uptime_seconds * 1_000)}</Fact>
        <Fact term={words.cpu}>{percent(figures.cpu_percent)}</Fact>
        <Fact term={words.memory}>{size(figures.resident_bytes)}</Fact>
        <Fact term={words.requests}>{count(figures.concurrent_requests)}</Fact>
        <Fact term={words.watchers}>{count(figures.event_watchers)}</Fact>
      </dl>
      <h3>{words.disks}</h3>
      {folders.length === 0 ? (
        <p class="quiet">{words.noFolders}</p>
      ) : (
        <DataTable
          label={words.disks}
          rows={folders}
          rowKey={({ name }) => name}
          columns={[
            { label: words.folder, cell: ({ name }) => words.folders[name] ?? name },
            { label: words.free, figure: true, cell: ({ free_bytes: free }) => size(free) },
            { label: words.ofAll, figure: true, cell: ({ size_bytes: all }) => size(all) },
            {
              label: words.used,
              cell: ({ name, free_bytes: free, size_bytes: all }) => (
                <meter
                  class="meter"
                  aria-label={words.usedOf(words.folders[name] ?? name)}
                  max={all}
                  high={all * 0.9}
                  value={all - free}
                >
                  {percent(((all - free) / all) * 100)}
                </meter>
              ),
            },
          ]}
        />
      )}
    </section>
  );
};

const Workers = ({ of: workers }: { readonly of: HealthDetailsJson['workers'] }) => {
  const words = w().settings.health;
  return (
    <section class="card" aria-labelledby="workers-title">
      <h2 id="workers-title">{words.workers}</h2>
      {workers.length === 0 ? (
        <p class="quiet">{words.noWorkers}</p>
      ) : (
        <DataTable
          label={words.workers}
          rows={workers}
          rowKey={({ identity }) => identity}
          columns={[
            { label: words.worker, cell: ({ identity }) => <Name of={identity} code /> },
            { label: words.host, cell: ({ host }) => host ?? UNKNOWN },
            { label: words.sdk, cell: ({ sdk_version: sdk }) => sdk ?? UNKNOWN },
            { label: words.hostCpu, figure: true, cell: ({ host_cpu_percent: share }) => shareOf(share) },
            { label: words.hostMemory, figure: true, cell: ({ host_memory_percent: share }) => shareOf(share) },
          ]}
        />
      )}
    </section>
  );
};

const Versions = ({ of: versions }: { readonly of: HealthDetailsJson['versions'] }) => {
  const words = w().settings.health;
  return (
    <section class="card" aria-labelledby="versions-title">
      <h2 id="versions-title">{words.versions}</h2>
      <dl class="facts">
        <Fact term="Stevedore">{versions.stevedore}</Fact>
        <Fact term="Node.js">{versions.node}</Fact>
        <Fact term="Temporal">{versions.temporal ?? words.noAnswer}</Fact>
        <Fact term={words.names.store}>{versions.store ?? words.noAnswer}</Fact>
      </dl>
    </section>
  );
};

const shareOf = (share: number | null): string => (share === null ? UNKNOWN : percent(share));

const Fact = ({ term, children }: { readonly term: string; readonly children: string }) => (
  <div>
    <dt>{term}</dt>
    <dd>{children}</dd>
  </div>
);
