import { monthsName } from './month-view.tsx';
import { isFromKeyboard, type ViewProps } from './view-props.ts';

/** What is said below a month that has no times, or could not be read. */
export function MonthFoot({ controller, state, parts }: ViewProps) {
  const { messages, formats, nextDay } = state;
  if (state.slots === 'failed') {
    return (
      <div class="bw-foot">
        <p role="alert">
          <span class="bw-strong">{messages.failLoad}</span>
          <br />
          {state.slotsError && parts.booking?.failureText(state.slotsError, messages)}
        </p>
        <button type="button" class="bw-button" onClick={() => void controller.calendar.show()}>
          {messages.tryAgain}
        </button>
      </div>
    );
  }
  return (
    <div class="bw-foot">
      <p>{messages.monthEmpty(monthsName(controller.calendar.shown(), state))}</p>
      {nextDay.status === 'nothing' && <p>{messages.nothingAhead}</p>}
      {nextDay.status === 'searching' && <p class="bw-muted">{messages.searching}</p>}
      {nextDay.status === 'found' && (
        <button
          type="button"
          class="bw-button"
          onClick={(event) => controller.calendar.goToDay(nextDay.date, isFromKeyboard(event))}
        >
          {nextDay.direction === 'ahead'
            ? messages.nextAvailable(formats.day(nextDay.date))
            : messages.backToDay(formats.day(nextDay.date))}
        </button>
      )}
    </div>
  );
}
