import './outcome-note.css';
import { IconOf } from '../../../shared/icons.tsx';
import { outcomeOf, takeResult } from './outcomes.ts';

/** How connecting an account ended; nothing if nobody comes back from that. Also for administrators, who have no account here. */
export function OutcomeNote() {
  const outcome = outcomeOf(takeResult());
  if (outcome === null) return null;
  return (
    <section class="cal-outcome" data-tone={outcome.tone} aria-labelledby="outcome">
      <IconOf name={outcome.icon} />
      <div>
        <h2 id="outcome">{outcome.title}</h2>
        <p>{outcome.text}</p>
      </div>
    </section>
  );
}
