import { Button } from '../../../shared/controls.tsx';
import { useAdmin } from '../../app/admin.ts';
import { catchFocus } from './catch-focus.ts';
import { useAvailability } from './context.ts';
import { differences } from './words.ts';

/** Somebody saved other hours while there are changes here: nothing of either is lost without a word. */
export function ChangedElsewhere() {
  const admin = useAdmin();
  const { store, formats, host, titleOf } = useAvailability();
  const other = store.other.value;
  if (other === null) return null;
  const lines = differences(store.base.value, other, { formats, zone: host.time_zone, titleOf });
  return (
    <section class="av-elsewhere bw-notice" role="alert" aria-label="Changed elsewhere">
      <div>
        <h2>Somebody changed the hours meanwhile</h2>
        <p>Perhaps in another tab. What you changed here is kept, and not saved yet.</p>
        <details>
          <summary>See what they changed ({lines.length})</summary>
          <ul class="av-lines">
            {lines.map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
        </details>
        <div class="bw-actions">
          <Button
            isPrimary
            onClick={() => {
              store.putOnTop();
              catchFocus();
              admin.announce('Your changes are on top of theirs. Review and save them.');
            }}
          >
            Apply mine on top
          </Button>
          <Button
            onClick={() => {
              store.reset(other);
              catchFocus();
              admin.announce('You see what they saved.');
            }}
          >
            Take theirs, drop mine
          </Button>
        </div>
      </div>
    </section>
  );
}
