import type { ExportJson } from '../../api/types.js';
import { Name } from '../../shell/name.js';
import { maySteer } from '../../shell/session.js';
import { w } from '../../words/words.js';

/** The file of an export, once that is whole: to download for whoever may. */
export const ExportFile = ({ job: { download_url: url } }: { readonly job: ExportJson }) => {
  if (url === null) return null;
  const name = url.slice(url.lastIndexOf('/') + 1);
  if (!maySteer.value) return <Name of={name} />;
  return (
    <a href={url} download={name} aria-label={w().tables.exports.downloadOf(name)}>
      <span aria-hidden="true">⤓ </span>
      <Name of={name} />
    </a>
  );
};
