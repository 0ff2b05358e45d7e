import { useSignal } from '@preact/signals';
import { useAdmin } from '../../app/admin.ts';
import { useQuery } from '../../app/query.ts';
import { Switch } from '../../ui/fields.tsx';
import { Choices, Confirm } from '../../ui/parts.tsx';
import { useAvailability, zoneNote } from './context.ts';
import { DayTimes } from './day-times.tsx';
import { TemporaryPart } from './temporary-part.tsx';
import { WeekGrid } from './week-grid.tsx';
import { dropOwnHours, hasOwnHours, startOwnHours } from './weekly.ts';

/** Weekly hours as a grid and as times, which are two looks at the same rows, and temporary hours. */
export function HoursTab() {
  const availability = useAvailability();
  const { level, type } = availability;
  const [view, setView] = useQuery('view', 'times');
  const [step, setStep] = useQuery('step', '30');
  const isOwn = level === null || hasOwnHours(availability.store.draft.value.rules, level);

  return (
    <>
      <section class="ad-panel" aria-labelledby="av-week">
        <header class="av-head">
          <div>
            <h2 id="av-week">{type === null ? 'Default hours' : `Hours of ${type.title}`}</h2>
            <p class="bw-muted av-note">{zoneNote(availability, Date.now())}</p>
          </div>
          <div class="av-head-tools">
            <span class="av-narrow">
              <Choices
                label="View"
                value={view === 'grid' ? 'grid' : 'times'}
                options={[
                  ['times', 'Times'],
                  ['grid', 'Grid'],
                ]}
                onChange={(next) => setView(next, 'replace')}
              />
            </span>
            <span class="av-steps" data-view={view}>
              <Choices
                label="Length of a cell"
                value={step === '15' ? '15' : '30'}
                options={[
                  ['30', '30 min'],
                  ['15', '15 min'],
                ]}
                onChange={(next) => setStep(next, 'replace')}
              />
            </span>
          </div>
        </header>
        {level !== null && <OwnHours />}
        <div class="av-week-views" data-view={view === 'grid' ? 'grid' : 'times'}>
          <WeekGrid level={isOwn ? level : null} isReadOnly={!isOwn} step={step === '15' ? 15 : 30} />
          <DayTimes key={availability.store.resets.value} level={isOwn ? level : null} isReadOnly={!isOwn} />
        </div>
      </section>
      <TemporaryPart />
    </>
  );
}

/** Whether an event type has hours of its own. */
function OwnHours() {
  const admin = useAdmin();
  const { store, level, type } = useAvailability();
  const isAsking = useSignal(false);
  if (level === null || type === null) return null;
  const { rules } = store.draft.value;
  const isOwn = hasOwnHours(rules, level);
  const isSaved = hasOwnHours(store.base.value.rules, level);

  function drop() {
    if (level !== null) store.edit({ rules: dropOwnHours(store.draft.peek().rules, level) });
    admin.announce('The default hours are used.');
  }
  return (
    <div class="av-own">
      <Switch
        label="Hours of its own"
        help={
          isOwn
            ? `Only these hours count for ${type.title}. Without any it uses the default hours.`
            : `${type.title} uses the default hours, which you see here.`
        }
        checked={isOwn}
        onChange={(checked) => {
          if (checked) {
            store.edit({ rules: startOwnHours(rules, level) });
            admin.announce('These hours are its own now.');
          } else if (isSaved) isAsking.value = true;
          else drop();
        }}
      />
      {isAsking.value && (
        <Confirm
          title="Use the default hours again?"
          about={type.title}
          text="The hours of its own are removed when you save."
          action="Use the default hours"
          onConfirm={async () => {
            isAsking.value = false;
            drop();
          }}
          onLeave={() => {
            isAsking.value = false;
          }}
        />
      )}
    </div>
  );
}
