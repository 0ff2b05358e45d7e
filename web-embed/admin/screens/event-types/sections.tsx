import type { Signal } from '@preact/signals';
import type { Host } from '../../app/admin.ts';
import { countText, spanText } from '../../ui/spans.ts';
import type { Draft } from './draft.ts';
import type { EventTypeColumn, EventTypeSettings } from './event-type.ts';
import { PlacesPart, placeNames } from './places-part.tsx';
import { QuestionsPart } from './questions-part.tsx';
import { ChangesPart, MailsPart, RequestsPart, SeatsPart } from './rule-parts.tsx';
import { Section } from './section.tsx';
import { BasicsPart, LengthPart, LimitsPart } from './time-parts.tsx';

export type SectionName =
  | 'basics'
  | 'length'
  | 'places'
  | 'limits'
  | 'questions'
  | 'requests'
  | 'changes'
  | 'mails'
  | 'seats';
export const isOpenAtFirst: readonly SectionName[] = ['basics', 'length'];

const columnsOf: Readonly<Record<SectionName, readonly EventTypeColumn[]>> = {
  basics: ['title', 'slug', 'description'],
  length: ['durations_minutes', 'slot_interval_minutes'],
  places: ['locations'],
  limits: [
    'buffer_before_minutes',
    'buffer_after_minutes',
    'min_notice_minutes',
    'horizon_days',
    'max_per_day',
    'max_per_week',
    'time_zone',
  ],
  questions: ['questions'],
  requests: ['requires_confirmation', 'request_hours'],
  changes: ['cancel_until_minutes', 'reschedule_until_minutes', 'max_reschedules', 'reason_required'],
  mails: ['reminders_minutes', 'message'],
  seats: ['seats', 'waitlist_max', 'waitlist_offer_minutes', 'series_max'],
};

/** Where a setting is. */
export function sectionOf(column: EventTypeColumn): SectionName {
  const found = (Object.keys(columnsOf) as SectionName[]).find((name) => columnsOf[name].includes(column));
  return found ?? 'basics';
}

interface SectionsProps {
  draft: Draft;
  host: Host;
  /** What stands before the slug. */
  before: string;
  open: Signal<ReadonlySet<SectionName>>;
}

/** All settings, in groups; each says what it is for, and, closed, what is set. */
export function Sections({ draft, host, before, open }: SectionsProps) {
  const settings = draft.settings.value;
  return (
    <>
      <Section
        name="basics"
        title="What it is"
        lead="What visitors read, and the address they come to."
        summary={`${settings.title} · /${settings.slug}`}
        open={open}
      >
        <BasicsPart draft={draft} before={before} />
      </Section>
      <Section
        name="length"
        title="How long"
        lead="The lengths that visitors choose from, and how close together times begin."
        summary={settings.durations_minutes.map(spanText).join(', ')}
        open={open}
      >
        <LengthPart draft={draft} />
      </Section>
      <Section
        name="places"
        title="Where"
        lead="Of several places, visitors choose one; the first is chosen already."
        summary={settings.locations.map(({ kind }) => placeNames[kind]).join(', ') || 'No place is said'}
        open={open}
      >
        <PlacesPart draft={draft} />
      </Section>
      <Section
        name="limits"
        title="When it can be booked"
        lead="Pauses around it, how early and how far ahead, how many. The hours themselves are under Availability."
        summary={limitsText(settings)}
        open={open}
      >
        <LimitsPart draft={draft} host={host} />
      </Section>
      <Section
        name="questions"
        title="What you ask"
        lead="Besides name and email, which everybody gives."
        summary={
          settings.questions.length === 0 ? 'Name and email only' : countText(settings.questions.length, 'questions')
        }
        open={open}
      >
        <QuestionsPart draft={draft} />
      </Section>
      <Section
        name="requests"
        title="Requests"
        lead="Whether a booking is certain at once, or you decide first."
        summary={
          settings.requires_confirmation
            ? `You confirm each one, within ${countText(settings.request_hours, 'hours')}`
            : 'Booked at once'
        }
        open={open}
      >
        <RequestsPart draft={draft} />
      </Section>
      <Section
        name="changes"
        title="Changes by visitors"
        lead="Until when they may cancel or move what they booked. You always can."
        summary={changesText(settings)}
        open={open}
      >
        <ChangesPart draft={draft} />
      </Section>
      <Section
        name="mails"
        title="Mails"
        lead="When visitors are reminded, and what else their mails say."
        summary={
          settings.reminders_minutes.length === 0
            ? 'No reminder'
            : `Reminders ${settings.reminders_minutes.map((each) => `${spanText(each)} before`).join(', ')}`
        }
        open={open}
      >
        <MailsPart draft={draft} />
      </Section>
      <Section
        name="seats"
        title="Several people, several dates"
        lead="Classes with seats and a waiting list, and series that are booked at once."
        summary={seatsText(settings)}
        open={open}
      >
        <SeatsPart draft={draft} />
      </Section>
    </>
  );
}

function limitsText(settings: EventTypeSettings): string {
  return [
    settings.min_notice_minutes > 0 ? `${spanText(settings.min_notice_minutes)} notice` : 'No notice needed',
    `up to ${countText(settings.horizon_days, 'days')} ahead`,
    settings.max_per_day !== null && `at most ${settings.max_per_day} a day`,
    settings.max_per_week !== null && `at most ${settings.max_per_week} a week`,
  ]
    .filter(Boolean)
    .join(', ');
}

function changesText(settings: EventTypeSettings): string {
  const until = (minutes: number | null) =>
    minutes === null
      ? 'until the start'
      : minutes < 0
        ? 'never'
        : minutes === 0
          ? 'until the start'
          : `until ${spanText(minutes)} before`;
  return `Cancel ${until(settings.cancel_until_minutes)}, move ${until(settings.reschedule_until_minutes)}`;
}

function seatsText({ seats, series_max: series }: EventTypeSettings): string {
  return [
    seats > 1 ? `${seats} seats at each time` : 'One person at a time',
    series > 1 ? `up to ${series} dates at once` : 'one date',
  ].join(', ');
}
