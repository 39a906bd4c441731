import type { RejectPageJson } from '../../api/types.js';
import { Name } from '../../shell/name.js';
import { w } from '../../words/words.js';

/** The rejects of each file, as a file: mended there, it can be imported as it is. */
export const RejectDownloads = ({ path, files }: RejectDownloadsProps) => {
  const words = w().tables.rejects;
  return (
    <section class="card" aria-labelledby="downloads-title">
      <h2 id="downloads-title">{words.download}</h2>
      <ul class="downloads">
        {files.map(({ file, name, format }) => (
          <li key={file}>
            {format === 'csv' && (
              <a href={`${path}?format=csv&file=${file}`} download>
                <span aria-hidden="true">⤓ </span>
                {words.csv}
              </a>
            )}
            <a href={`${path}?format=ndjson&file=${file}`} download>
              <span aria-hidden="true">⤓ </span>
              {words.ndjson}
            </a>
            <Name of={name} code />
          </li>
        ))}
      </ul>
    </section>
  );
};

interface RejectDownloadsProps {
  readonly path: string;
  readonly files: RejectPageJson['files'];
}
