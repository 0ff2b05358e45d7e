import { describe, expect, it } from 'vitest';
import type { Place, Question } from '../../web-embed/shared/booking-api.ts';
import { english } from '../../web-embed/shared/messages.ts';
import { checkForm, formAnswers, formFields, formPlace } from '../../web-embed/widget/form-fields.ts';

const questions: Question[] = [
  { id: 'topic', label: 'Topic', type: 'textarea', required: true },
  { id: 'phone', label: 'Phone', type: 'phone' },
  { id: 'source', label: 'Source', type: 'select', options: ['a', 'b'] },
  { id: 'terms', label: 'Terms', type: 'checkbox', required: true },
];
const fields = formFields(questions, english);
const complete = { name: 'Vera', email: 'vera@example.com', 'question-topic': 'x', 'question-terms': true };

function faults(values: Record<string, string | boolean>): string[] {
  return Object.keys(checkForm(fields, { ...complete, ...values }, english));
}

describe('checking the form', () => {
  it('accepts what is complete', () => expect(faults({})).toEqual([]));
  it('names every missing field in the order of the form', () => {
    expect(Object.keys(checkForm(fields, {}, english))).toEqual(['name', 'email', 'question-topic', 'question-terms']);
  });
  it('does not take blanks for a name', () => expect(faults({ name: '   ' })).toEqual(['name']));
  it.each(['vera', 'vera@', '@example.com', 'vera@example', 'a b@example.com', 'vera@example..com'])(
    'refuses the address %s',
    (email) => expect(faults({ email })).toEqual(['email']),
  );
  it('accepts phone numbers as people write them', () =>
    expect(faults({ 'question-phone': '+49 (30) 12-34.5' })).toEqual([]));
  it('refuses a word as a phone number', () =>
    expect(faults({ 'question-phone': 'call me' })).toEqual(['question-phone']));
  it('refuses a name over its limit', () => expect(faults({ name: 'x'.repeat(201) })).toEqual(['name']));
});

describe('the answers that are sent', () => {
  it('are trimmed, by question id, without empty ones', () => {
    const values = {
      ...complete,
      name: ' Vera ',
      'question-topic': ' x ',
      'question-phone': ' ',
      'question-source': 'b',
    };
    expect(formAnswers(fields, values)).toEqual({
      name: 'Vera',
      email: 'vera@example.com',
      answers: { topic: 'x', source: 'b', terms: true },
    });
  });
  it('say no for a box left empty', () => expect(formAnswers(fields, {}).answers).toEqual({ terms: false }));
});

describe('the place of the booking', () => {
  const places: Place[] = [
    { kind: 'address', value: 'Main St 1' },
    { kind: 'video' },
    { kind: 'phone_host_calls' },
    { kind: 'ask_visitor' },
  ];
  const keys = (offered: Place[], values: Record<string, string> = {}) =>
    formFields([], english, offered, values).map(({ key }) => key);

  it('is not asked about where there is none, or one that needs nothing', () => {
    expect(keys([])).toEqual(['name', 'email']);
    expect(keys([{ kind: 'video' }])).toEqual(['name', 'email']);
    expect(formPlace([], {}, english)).toBeUndefined();
    expect(formPlace([{ kind: 'video' }], {}, english)).toEqual({ kind: 'video' });
  });

  it('is chosen by name where several are offered, and asks for what it needs', () => {
    const [, , choice] = formFields([], english, places);
    expect(choice).toMatchObject({ key: 'place', type: 'select', required: true });
    expect(choice?.options).toEqual(['Main St 1', 'Video call', 'Phone: you are called', 'At a place of your choice']);
    expect(keys(places, { place: 'Video call' })).toEqual(['name', 'email', 'place']);
    expect(keys(places, { place: 'Phone: you are called' })).toEqual(['name', 'email', 'place', 'place-phone']);
    expect(keys(places, { place: 'At a place of your choice' })).toEqual(['name', 'email', 'place', 'place-own']);
    expect(formPlace(places, { place: 'Main St 1' }, english)).toEqual({ kind: 'address', value: 'Main St 1' });
    expect(formPlace(places, {}, english)).toBeUndefined();
  });

  it('of a call needs a number of 5 to 15 digits', () => {
    const fields = formFields([], english, [{ kind: 'phone_host_calls' }]);
    const check = (number: string) =>
      Object.keys(checkForm(fields, { name: 'Vera', email: 'vera@example.com', 'place-phone': number }, english));
    for (const number of ['', '1234', '1'.repeat(16), 'call me']) expect(check(number)).toEqual(['place-phone']);
    expect(check('+49 (30) 12-34.5')).toEqual([]);
    expect(formPlace([{ kind: 'phone_host_calls' }], { 'place-phone': ' 030 12345 ' }, english)).toEqual({
      kind: 'phone_host_calls',
      value: '030 12345',
    });
  });
});
