import { EventSummary } from './event-summary.tsx';
import { Later } from './later.tsx';
import { MonthView } from './month-view.tsx';
import { TimesView } from './times-view.tsx';
import type { ViewProps } from './view-props.ts';

/** The whole flow: what is booked on one side, the present step on the other. */
export function BookingView(props: ViewProps) {
  const { parts, layout, state } = props;
  const { step, selectedDay, notice } = state;
  // In a narrow container the summary steps back as soon as a day is chosen: what is asked now comes first.
  const isBrief = step === 'form' || step === 'done' || (step === 'picking' && selectedDay !== null);
  if (step === 'failed') return <Later key="failed" {...props} part="outcome" view="Failure" />;
  if (step === 'choosing') return <Later key="choosing" {...props} part="more" view="Choices" />;
  if (step === 'manage') {
    return (
      <div key="manage" class="bw-card bw-choices bw-managed" part="card">
        <Later {...props} part="manage" view="ManageView" />
      </div>
    );
  }
  return (
    // With what is known the placeholders go as a whole: none of them moves to where its successor is.
    <div key={step === 'loading'} class="bw-card" part="card" data-step={step} data-brief={isBrief}>
      <EventSummary {...props} />
      <div class="bw-main">
        {parts.manage && step === 'picking' && <parts.manage.MoveBar {...props} />}
        {notice && step === 'picking' && parts.outcome && <parts.outcome.Notice {...props} />}
        {step === 'form' && parts.manage ? (
          <parts.manage.MoveForm key="move" {...props} />
        ) : step === 'form' ? (
          <Later key="form" {...props} part="form" view="FormView" />
        ) : step === 'done' ? (
          <Later key="done" {...props} part="outcome" view="DoneView" />
        ) : layout === 'columns' || layout === 'list' ? (
          <Later key="days" {...props} part="more" view="DaysView" />
        ) : (
          // A narrow container shows the month or the times, a wide one both: the style sheet decides by this mark.
          <div key="usual" class="bw-pick" data-day={selectedDay === null ? 'open' : 'chosen'}>
            <MonthView {...props} />
            <TimesView {...props} />
          </div>
        )}
      </div>
    </div>
  );
}
