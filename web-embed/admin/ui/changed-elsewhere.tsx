import { Button } from '../../shared/controls.tsx';
import { AdminIcon } from './admin-icons.tsx';

interface ChangedElsewhereProps {
  /** Goes on with what was changed here, on top of what is saved. */
  onKeep: () => void;
  /** Gives up what was changed here. */
  onShow: () => void;
}

/** Somebody saved the same thing, in another tab or on another device, while it was edited here. */
export function ChangedElsewhere({ onKeep, onShow }: ChangedElsewhereProps) {
  return (
    <div class="bw-notice bw-warn" role="alert">
      <AdminIcon name="alert" />
      <div class="ad-fields">
        <p>
          <b>It was changed elsewhere meanwhile</b>, in another tab or on another device. Nothing of yours is saved yet.
        </p>
        <div class="bw-actions">
          <Button onClick={onKeep}>Keep my changes on top</Button>
          <Button onClick={onShow}>Show what is saved</Button>
        </div>
      </div>
    </div>
  );
}
