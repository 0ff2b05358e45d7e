import { useEffect, useMemo } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { useAdmin } from '../../app/admin.ts';
import { setQuery, useQuery } from '../../app/query.ts';
import { Screen } from '../../app/screen.tsx';
import { endSettingUp } from '../../app/setting-up.ts';
import { AdminIcon } from '../../ui/admin-icons.tsx';
import { CalendarStep } from './calendar-step.tsx';
import { EventTypeStep } from './event-type-step.tsx';
import { HoursStep } from './hours-step.tsx';
import { ShareStep } from './share-step.tsx';
import type { StepProps } from './step-form.tsx';
import { YouStep } from './you-step.tsx';
import './first-run.css';

const steps = [
  { name: 'You', title: 'You and your time zone', lead: 'This is what visitors see on your page.' },
  { name: 'Hours', title: 'Your hours', lead: 'When people can book you. You can refine it later, day by day.' },
  {
    name: 'Event type',
    title: 'What people book',
    lead: 'One to begin with. You can add others, and all their settings, later.',
  },
  {
    name: 'Calendar',
    title: 'Your calendar',
    lead: 'So that nobody books you when you are busy, and bookings stand where you look.',
  },
  { name: 'Share', title: 'Your page', lead: 'Send the link, or show the code.' },
] as const;

/** The first steps of a new owner, up to a page that can be booked. Each can be skipped, and done again. */
export function FirstRunScreen() {
  const admin = useAdmin();
  const location = useLocation();
  const [asked] = useQuery('step', '1');
  const wanted = Math.min(Math.max(Math.trunc(Number(asked)) || 1, 1), steps.length);
  // Everything belongs to somebody.
  const step = admin.host.value === null ? 1 : wanted;
  const { title, lead } = steps[step - 1] ?? steps[0];
  useEffect(() => {
    if (String(step) !== asked) setQuery(location, { step: String(step) }, 'replace');
  }, [step, asked]);
  useEffect(() => endSettingUp(), []);

  const go = (next: number) => setQuery(location, { step: String(next) });
  const props = useMemo<StepProps>(() => ({ onNext: () => go(step + 1), onBack: () => go(step - 1) }), [step]);
  return (
    <div class="run">
      <nav class="run-progress" aria-label="Steps">
        <ol>
          {steps.map(({ name }, index) => {
            const number = index + 1;
            const isOpen = admin.host.value !== null && number !== step;
            const mark = (
              <>
                <span class="run-number">{number < step ? <AdminIcon name="check" /> : number}</span>
                <span class="run-name">{name}</span>
              </>
            );
            return (
              <li key={name} data-state={number < step ? 'done' : number === step ? 'now' : 'next'}>
                {isOpen ? (
                  <a href={`/admin/welcome?step=${number}`}>{mark}</a>
                ) : (
                  <span aria-current={number === step ? 'step' : undefined}>{mark}</span>
                )}
              </li>
            );
          })}
        </ol>
      </nav>
      <Screen key={step} title={title} lead={lead}>
        {step === 1 && <YouStep {...props} />}
        {step === 2 && <HoursStep {...props} />}
        {step === 3 && <EventTypeStep {...props} />}
        {step === 4 && <CalendarStep {...props} />}
        {step === 5 && <ShareStep {...props} />}
      </Screen>
    </div>
  );
}
