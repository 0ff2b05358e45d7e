import type { Signal } from '@preact/signals';
import { AdminIcon } from '../../ui/admin-icons.tsx';
import { Switch } from '../../ui/fields.tsx';
import { ReasonList } from '../why/reason-list.tsx';
import type { Reason, ReasonContext } from '../why/reasons.ts';

interface FormReasonsProps {
  isKnown: boolean;
  /** The service has refused it, for these reasons. */
  isRefused: boolean;
  reasons: readonly Reason[];
  context: ReasonContext;
  override: Signal<boolean>;
  force: Signal<boolean>;
}

/** Reasons that are about time that is taken, or may be; all others are rules that the host made. */
const taken = ['external_event', 'booking', 'hold', 'buffer', 'seats', 'stale_calendar', 'not_covered'];

/** Whether a time is free, and if it is not, what the host can decide about it. */
export function FormReasons({ isKnown, isRefused, reasons, context, override, force }: FormReasonsProps) {
  if (!isKnown) return <p class="bw-muted cal-check">Checking whether it is free…</p>;
  if (reasons.length === 0)
    return (
      <p class="cal-check cal-check-free" role="status">
        <AdminIcon name="check" />
        This time is free.
      </p>
    );
  const isTaken = ({ reason }: Reason) => taken.includes(reason);
  return (
    <section class="cal-check cal-check-taken" aria-label="What is in the way">
      <p class="bw-strong" role="status">
        {isRefused ? 'This is in the way:' : 'This time is not offered to visitors:'}
      </p>
      <ReasonList reasons={reasons} context={context} />
      {reasons.some((reason) => !isTaken(reason)) && (
        <Switch
          label="Set my own rules aside"
          help="For this booking, your hours, blocks, notice and limits don’t count."
          checked={override.value}
          onChange={(checked) => {
            override.value = checked;
          }}
        />
      )}
      {reasons.some(isTaken) && (
        <Switch
          label="Book although the time is taken"
          help="You will have both at the same time. What is there already stays as it is."
          checked={force.value}
          onChange={(checked) => {
            force.value = checked;
          }}
        />
      )}
    </section>
  );
}
