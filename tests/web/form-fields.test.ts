import { describe, expect, it } from 'vitest';
import type { Question } from '../../web-embed/shared/booking-api.ts';
import { english } from '../../web-embed/shared/messages.ts';
import { checkForm, formAnswers, formFields } from '../../web-embed/widget/form-fields.ts';

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
