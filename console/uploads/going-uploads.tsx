import { session } from '../shell/session.js';
import { goingUploads } from './uploads.js';
import { UploadProgress } from './upload-progress.js';

/** Uploads whose form is not on the page. */
export const GoingUploads = () => {
  if (typeof session.value !== 'object') return null;
  return (
    <>
      {goingUploads.value
        .filter(({ isShown }) => !isShown.value)
        .map((one) => (
          <div key={one.number} class="note">
            <UploadProgress of={one} />
          </div>
        ))}
    </>
  );
};
