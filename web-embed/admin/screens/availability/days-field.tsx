import { useAvailability } from './context.ts';
import { weekDays } from './weekly.ts';
import { dayName } from './words.ts';

interface DaysFieldProps {
  label: string;
  value: readonly number[];
  /** A day that cannot be chosen. */
  without?: number;
  fault?: string | null;
  onChange: (value: number[]) => void;
}

/** Some days of the week. */
export function DaysField({ label, value, without, fault, onChange }: DaysFieldProps) {
  const { formats } = useAvailability();
  return (
    <fieldset class="av-fieldset">
      <legend class="bw-label">{label}</legend>
      <div class="av-weekdays">
        {weekDays(formats.weekStart)
          .filter((day) => day !== without)
          .map((day) => (
            <label key={day} class="av-weekday">
              <input
                type="checkbox"
                aria-label={dayName(day, formats)}
                checked={value.includes(day)}
                onChange={(event) =>
                  onChange(
                    event.currentTarget.checked ? [...value, day].toSorted() : value.filter((each) => each !== day),
                  )
                }
              />
              <span aria-hidden="true">{dayName(day, formats, 'short')}</span>
            </label>
          ))}
      </div>
      {fault && (
        <p class="ad-fault" role="alert">
          {fault}
        </p>
      )}
    </fieldset>
  );
}
