import { useSignal } from '@preact/signals';
import { useMemo } from 'preact/hooks';
import { createFormats } from '../../../shared/formats.ts';
import { cityOf } from '../../../shared/zones.ts';
import { useAdmin } from '../../app/admin.ts';
import { useLoad } from '../../app/load.ts';
import { LoadedView } from '../../app/screen.tsx';
import { createHostsApi, isWeekly, type Rule } from '../../hosts-api.ts';
import { InputField } from '../../ui/fields.tsx';
import { isSameWeek, type PlainWeek, plainWeekOf, rulesOf, usualWeek, weekFault } from '../../week.ts';
import { StepForm, type StepProps } from './step-form.tsx';

interface Hours {
  version: string;
  rules: Rule[];
}

/** A week that is the same every day; whoever has finer hours already keeps them. */
export function HoursStep(props: StepProps) {
  const admin = useAdmin();
  const api = useMemo(() => createHostsApi(admin.calls), []);
  const host = admin.host.value;
  const hours = useLoad<Hours>(host?.id ?? '', [], (signal) => api.readHours(host?.id ?? '', signal));
  if (host === null) return null;

  /** The hours as they are now: another tab may have saved some. */
  async function save(week: PlainWeek): Promise<void> {
    if (host === null) return;
    const known = await api.readHours(host.id);
    const current = plainWeekOf(known.rules);
    const hasSome = known.rules.some(isWeekly);
    if (hasSome && current !== null && isSameWeek(current, week)) return;
    await api.saveWeek(host.id, known, rulesOf(week));
    admin.touch('schedule');
  }

  return (
    <LoadedView of={hours} subject="Your hours">
      {(known) => (
        <WeekForm
          {...props}
          zone={host.time_zone}
          week={plainWeekOf(known.rules)}
          hasSome={known.rules.some(isWeekly)}
          onSave={save}
        />
      )}
    </LoadedView>
  );
}

interface WeekFormProps extends StepProps {
  zone: string;
  /** Null: finer than can be shown here. */
  week: PlainWeek | null;
  hasSome: boolean;
  onSave: (week: PlainWeek) => Promise<void>;
}

// A Sunday.
const someSunday = Date.UTC(2023, 0, 1);
const dateOf = (day: number) => new Date(someSunday + day * 86_400_000).toISOString().slice(0, 10);

function WeekForm({ zone, week, hasSome, onSave, onNext, onBack }: WeekFormProps) {
  const formats = useMemo(() => createFormats(navigator.language), []);
  const draft = useSignal<PlainWeek>(week ?? usualWeek);
  const fault = useSignal<string | null>(null);
  const { days, start, end } = draft.value;
  const set = (change: Partial<PlainWeek>) => {
    draft.value = { ...draft.value, ...change };
    fault.value = null;
  };
  const order = Array.from({ length: 7 }, (_, index) => (index + formats.weekStart) % 7);

  async function submit(): Promise<boolean> {
    if (week === null) return true;
    fault.value = weekFault(draft.value);
    if (fault.value !== null) {
      requestAnimationFrame(() => document.querySelector<HTMLElement>('.run-days input')?.focus());
      return false;
    }
    await onSave(draft.value);
    return true;
  }

  return (
    <StepForm
      onBack={onBack}
      onDone={onNext}
      onSubmit={submit}
      onSkip={() => (hasSome ? Promise.resolve() : onSave(usualWeek))}
      skipNote={
        hasSome
          ? 'If you skip this, your hours stay as they are.'
          : 'If you skip this, you can be booked Monday to Friday, 9 to 17.'
      }
    >
      {week === null ? (
        <p>
          You have hours of your own already, which differ from day to day.{' '}
          <a href="/admin/availability">Look at them under Availability</a>, or continue.
        </p>
      ) : (
        <>
          <fieldset class="run-days" aria-describedby={fault.value ? 'run-week-fault' : undefined}>
            <legend class="bw-label">Days</legend>
            {order.map((day) => (
              <label key={day} class="run-day">
                <input
                  type="checkbox"
                  checked={days.includes(day)}
                  onChange={() =>
                    set({ days: days.includes(day) ? days.filter((each) => each !== day) : [...days, day] })
                  }
                />
                <span aria-hidden="true">{formats.weekday(dateOf(day), 'short')}</span>
                <span class="bw-hidden">{formats.weekday(dateOf(day), 'long')}</span>
              </label>
            ))}
          </fieldset>
          <div class="run-times">
            <InputField
              label="From"
              type="time"
              value={start}
              onInput={(event) => set({ start: event.currentTarget.value })}
            />
            <InputField
              label="Until"
              type="time"
              value={end === '24:00' ? '00:00' : end}
              // Midnight is the end of the day.
              onInput={(event) =>
                set({ end: event.currentTarget.value === '00:00' ? '24:00' : event.currentTarget.value })
              }
            />
            <p class="bw-muted run-zone">in {cityOf(zone)}</p>
          </div>
          {fault.value && (
            <p class="ad-fault" id="run-week-fault" role="alert">
              {fault.value}
            </p>
          )}
        </>
      )}
    </StepForm>
  );
}
