import { Component } from 'preact';
import { Button, Fault } from '../shared/controls.tsx';
import { Modal } from '../shared/modal.tsx';
import { addDays } from '../shared/month-grid.ts';
import { RequestError } from '../shared/request.ts';
import { wallClock } from '../shared/time.ts';
import type { EventTimes, NewEvent, SandboxEvent } from './api.ts';

interface EventDialogProps {
  /** Null: a new one. */
  event: SandboxEvent | null;
  calendarName: string;
  zone: string;
  /** Where a new one begins. */
  date: string;
  minutes: number;
  onAdd(event: NewEvent): Promise<void>;
  onMove(event: SandboxEvent, times: EventTimes): Promise<void>;
  /** @param id of the event or of its whole series */
  onRemove(event: SandboxEvent, id: string): Promise<void>;
  onClose(): void;
}

interface DialogState {
  isAllDay: boolean;
  isBusy: boolean;
  failure: string | null;
}

const day = 1440;
const lengths: [minutes: number, name: string][] = [
  [15, '15 minutes'],
  [30, '30 minutes'],
  [45, '45 minutes'],
  [60, '1 hour'],
  [90, '1½ hours'],
  [120, '2 hours'],
  [180, '3 hours'],
  [240, '4 hours'],
  [480, '8 hours'],
];

const timeText = (minutes: number) => new Date(minutes * 60_000).toISOString().slice(11, 16);

/** Day, time and length as the form begins with them. */
function timesOf({ event, zone, date, minutes }: EventDialogProps): { date: string; time: string; length: number } {
  if (event === null) return { date, time: timeText(minutes), length: 60 };
  const length = (Date.parse(event.end) - Date.parse(event.start)) / 60_000;
  if (event.all_day) return { date: event.start, time: '10:00', length };
  const clock = wallClock(Date.parse(event.start), zone);
  return { date: clock.date, time: timeText(clock.minutes), length };
}

/** Adds an event, or moves and deletes one. */
export class EventDialog extends Component<EventDialogProps, DialogState> {
  override state: DialogState = { isAllDay: this.props.event?.all_day ?? false, isBusy: false, failure: null };

  async #run(work: () => Promise<void>) {
    if (this.state.isBusy) return;
    this.setState({ isBusy: true, failure: null });
    try {
      await work();
      this.props.onClose();
    } catch (error) {
      if (!(error instanceof RequestError)) throw error;
      this.setState({ isBusy: false, failure: error.message });
    }
  }

  readonly #submit = (submitted: SubmitEvent) => {
    submitted.preventDefault();
    const { event, zone, onAdd, onMove } = this.props;
    const data = new FormData(submitted.currentTarget as HTMLFormElement);
    const text = (name: string) => String(data.get(name) ?? '');
    const times: EventTimes = this.state.isAllDay
      ? { date: text('date'), time: null, minutes: Number(text('days')) * day, time_zone: zone }
      : { date: text('date'), time: text('time'), minutes: Number(text('minutes')), time_zone: zone };
    void this.#run(() =>
      event === null
        ? onAdd({ ...times, title: text('title'), busy: text('busy') === 'yes', weekly: data.has('weekly') })
        : onMove(event, times),
    );
  };

  override render() {
    const { event, calendarName, onClose, onRemove } = this.props;
    const { isAllDay, isBusy, failure } = this.state;
    const { date, time, length } = timesOf(this.props);
    const options = lengths.some(([minutes]) => minutes === length)
      ? lengths
      : [[length, `${length} minutes`] as [number, string], ...lengths];
    return (
      <Modal title={event === null ? 'New event' : event.title} onLeave={onClose}>
        <p id="dialog-text" class="bw-muted">
          {event?.series ? `In ${calendarName}, part of a series: only this event moves.` : `In ${calendarName}`}
        </p>
        <form class="bw-form" onSubmit={this.#submit}>
          {event === null && (
            <label class="sc-field">
              Title
              <input class="bw-input" name="title" required maxLength={200} autocomplete="off" />
            </label>
          )}
          <label class="sc-field">
            Day
            <input class="bw-input" name="date" type="date" required defaultValue={date} max={addDays(date, 3650)} />
          </label>
          {isAllDay ? (
            <label class="sc-field">
              Days
              <input
                class="bw-input"
                name="days"
                type="number"
                required
                min={1}
                max={14}
                defaultValue={String(event?.all_day ? length / day : 1)}
              />
            </label>
          ) : (
            <div class="sc-row">
              <label class="sc-field">
                Start
                <input class="bw-input" name="time" type="time" required defaultValue={time} />
              </label>
              <label class="sc-field">
                Length
                <select class="bw-input" name="minutes">
                  {options.map(([minutes, name]) => (
                    <option key={minutes} value={minutes} selected={minutes === length}>
                      {name}
                    </option>
                  ))}
                </select>
              </label>
            </div>
          )}
          {event === null && (
            <div class="sc-choices">
              <label>
                <input
                  type="checkbox"
                  checked={isAllDay}
                  onChange={({ currentTarget }) => this.setState({ isAllDay: currentTarget.checked })}
                />
                All day
              </label>
              <label>
                <input type="checkbox" name="weekly" />
                Every week
              </label>
              <fieldset>
                <legend class="bw-hidden">Shown as</legend>
                <label>
                  <input type="radio" name="busy" value="yes" defaultChecked />
                  Busy
                </label>
                <label>
                  <input type="radio" name="busy" value="no" />
                  Free
                </label>
              </fieldset>
            </div>
          )}
          <Fault text={failure} />
          <div class="bw-actions">
            <Button type="submit" isPrimary aria-disabled={isBusy}>
              {event === null ? 'Add event' : 'Move'}
            </Button>
            <Button onClick={onClose}>Cancel</Button>
            {event !== null && (
              <div class="sc-deletes">
                <Button onClick={() => this.#run(() => onRemove(event, event.id))}>
                  {event.series ? 'Delete this one' : 'Delete'}
                </Button>
                {event.series && (
                  <Button onClick={() => this.#run(() => onRemove(event, event.series ?? event.id))}>
                    Delete the series
                  </Button>
                )}
              </div>
            )}
          </div>
        </form>
      </Modal>
    );
  }
}
