import { describe, expect, it } from 'vitest';
import { Draft } from '../../web-embed/admin/screens/event-types/draft.ts';
import {
  changesOf,
  type EventType,
  newSettings,
  rebase,
} from '../../web-embed/admin/screens/event-types/event-type.ts';
import { fieldFault } from '../../web-embed/admin/screens/event-types/event-type-faults.ts';
import { moveTo, positionsOf } from '../../web-embed/admin/screens/event-types/order.ts';
import { optionsOf, questionId } from '../../web-embed/admin/screens/event-types/questions.ts';
import { RequestError } from '../../web-embed/shared/request.ts';

const row = (change: Partial<EventType> = {}): EventType => ({
  ...newSettings,
  id: 'a',
  host_id: 'h',
  title: 'Call',
  slug: 'call',
  is_active: true,
  position: 0,
  location_notice: null,
  updated_at: '2026-01-01T00:00:00Z',
  ...change,
});
const refusal = (message: string) => new RequestError('invalid_request', 422, message);

describe('what is saved of an event type', () => {
  it('is what was changed alone', () => {
    expect(changesOf(row(), { ...row(), title: 'Visit', durations_minutes: [30] })).toEqual({ title: 'Visit' });
    expect(changesOf(row(), { ...row(), durations_minutes: [30, 60] })).toEqual({ durations_minutes: [30, 60] });
  });

  it('keeps what was changed here on top of what was saved elsewhere', () => {
    const mine = { ...row(), title: 'Mine' };
    const theirs = row({ title: 'Theirs', description: 'New' });
    expect(rebase(row(), mine, theirs)).toMatchObject({ title: 'Mine', description: 'New' });
  });
});

describe('a draft', () => {
  it('shows at once what was changed elsewhere while nothing is edited', () => {
    const draft = new Draft(row(), newSettings);
    draft.read(row({ title: 'Theirs', updated_at: '2026-01-02T00:00:00Z' }));
    expect(draft.settings.value.title).toBe('Theirs');
    expect(draft.theirs.value).toBeNull();
  });

  it('tells what was changed elsewhere while something is edited, and loses neither', () => {
    const draft = new Draft(row(), newSettings);
    draft.set('description', 'Mine');
    const theirs = row({ title: 'Theirs', updated_at: '2026-01-02T00:00:00Z' });
    draft.read(theirs);
    expect(draft.settings.value).toMatchObject({ title: 'Call', description: 'Mine' });
    expect(draft.theirs.value).toBe(theirs);
    draft.keepMine();
    expect(draft.settings.value).toMatchObject({ title: 'Theirs', description: 'Mine' });
    expect(draft.changes.value).toEqual({ description: 'Mine' });
    expect(draft.saved.value?.updated_at).toBe(theirs.updated_at);
  });

  it('forgets what was refused as soon as that is corrected', () => {
    const draft = new Draft(row(), newSettings);
    draft.fault.value = { column: 'seats', index: null, text: 'From 1 on.' };
    draft.set('title', 'Visit');
    expect(draft.faultOf('seats')).toBe('From 1 on.');
    draft.set('seats', 2);
    expect(draft.faultOf('seats')).toBeNull();
  });
});

describe('what the database refuses is shown at its field', () => {
  const cases: [message: string, column: string, index: number | null, text: RegExp][] = [
    ['duplicate key value violates unique constraint "event_types_host_slug_key"', 'slug', null, /has this address/],
    ['new row for relation "event_types" violates check constraint "event_types_slug_format"', 'slug', null, /small/],
    [
      'new row for relation "event_types" violates check constraint "event_types_series_max_valid"',
      'series_max',
      null,
      /1 to 100/,
    ],
    [
      'new row for relation "event_types" violates check constraint "event_types_waitlist_offer_valid"',
      'waitlist_offer_minutes',
      null,
      /5 minutes/,
    ],
    ['seats must be a whole number from 1 to 10000.', 'seats', null, /10,000/],
    ['min_notice_minutes must be a whole number from 0 to 5256000.', 'min_notice_minutes', null, /ten years/],
    ['"Foo" is not a time zone.', 'time_zone', null, /Foo/],
    ['durations_minutes has 30 twice.', 'durations_minutes', null, /^It has 30 twice/],
    ['Question 2 needs a label.', 'questions', 1, /^It needs a label/],
    ['The label of question 3 is too long: at most 500 characters.', 'questions', 2, /^The label is too long/],
    ['An option of question 1 is too long: at most 200 characters.', 'questions', 0, /^An option is too long/],
    ['Location 1: address needs a value.', 'locations', 0, /^Address needs the details/],
    ['The value of location 2 must be a phone number such as +49 30 123456.', 'locations', 1, /^The value must be/],
    ['title is too long: at most 200 characters.', 'title', null, /^It is too long/],
  ];
  it.each(cases)('%s', (message, column, index, text) => {
    expect(fieldFault(refusal(message))).toMatchObject({ column, index, text: expect.stringMatching(text) });
  });

  it('but not what is no fault of a field', () => {
    expect(fieldFault(new RequestError('network', 0, 'No answer'))).toBeNull();
    expect(fieldFault(refusal('Something else.'))).toBeNull();
  });
});

describe('the order of event types', () => {
  it('is changed by moving one; there is no place before the first and after the last', () => {
    const list = ['a', 'b', 'c'];
    expect(moveTo(list, 0, 2)).toEqual(['b', 'c', 'a']);
    expect(moveTo(list, 2, 1)).toEqual(['a', 'c', 'b']);
    expect(moveTo(list, 0, -1)).toBe(list);
    expect(moveTo(list, 2, 3)).toBe(list);
  });

  it('is written for those alone whose position is another one', () => {
    const list = [
      { id: 'a', position: 0 },
      { id: 'c', position: 2 },
      { id: 'b', position: 1 },
    ];
    expect(positionsOf(list)).toEqual([
      { id: 'c', position: 1 },
      { id: 'b', position: 2 },
    ]);
  });
});

describe('questions', () => {
  it('get an id from their words, unlike those of the others', () => {
    expect(questionId('What is it about?', [])).toBe('what_is_it_about');
    expect(questionId('Topic', [{ id: 'topic', label: 'Topic', type: 'text' }])).toBe('topic_2');
    expect(questionId('何について', [])).toBe('question');
  });

  it('have an option for each line that is not empty', () => {
    expect(optionsOf(' red \n\nblue\n')).toEqual(['red', 'blue']);
  });
});
