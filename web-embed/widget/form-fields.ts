import type { Question } from '../shared/booking-api.ts';
import type { Messages } from '../shared/messages.ts';

/** What a field holds: text, or whether a box is ticked. */
export type FieldValue = string | boolean;

/** One field of the form, ready to be shown. */
export interface Field {
  key: string;
  label: string;
  type: Question['type'] | 'email';
  required: boolean;
  autocomplete: AutoFill;
  options: readonly string[];
  limit: number;
}

const NAME_LIMIT = 200;
const EMAIL_LIMIT = 254;
const ANSWER_LIMIT = 2000;
const QUESTION_PREFIX = 'question-';

/** Name, email, then the event type's questions in their order. */
export function formFields(questions: readonly Question[], messages: Messages): Field[] {
  const own = { required: true, options: [] };
  return [
    { ...own, key: 'name', label: messages.name, type: 'text', autocomplete: 'name', limit: NAME_LIMIT },
    { ...own, key: 'email', label: messages.email, type: 'email', autocomplete: 'email', limit: EMAIL_LIMIT },
    ...questions.map(
      (question): Field => ({
        key: QUESTION_PREFIX + question.id,
        label: question.label,
        type: question.type,
        required: question.required ?? false,
        autocomplete: question.type === 'phone' ? 'tel' : 'off',
        options: question.options ?? [],
        limit: ANSWER_LIMIT,
      }),
    ),
  ];
}

function textOf(value: FieldValue | undefined): string {
  return typeof value === 'string' ? value.trim() : '';
}

function checkField(field: Field, value: FieldValue | undefined, messages: Messages): string | null {
  if (field.type === 'checkbox') return field.required && value !== true ? messages.errorCheck : null;
  const text = textOf(value);
  if (text === '') return field.required ? messages.errorMissing(field.label) : null;
  if (text.length > field.limit) return messages.errorLong(field.label, String(field.limit));
  if (field.type === 'email' && !/^[^\s@]+@[^\s@.]+(\.[^\s@.]+)+$/.test(text)) return messages.errorEmail;
  if (field.type === 'phone' && !/^\+?[\d\s()./-]*\d[\d\s()./-]*$/.test(text)) return messages.errorPhone;
  return null;
}

/** The faults of a form by field key, in the order of the fields; empty when it can be sent. */
export function checkForm(
  fields: readonly Field[],
  values: Readonly<Record<string, FieldValue>>,
  messages: Messages,
): Record<string, string> {
  const errors: Record<string, string> = {};
  for (const field of fields) {
    const error = checkField(field, values[field.key], messages);
    if (error) errors[field.key] = error;
  }
  return errors;
}

/** What the form says as the service wants it; questions left empty are not sent. */
export function formAnswers(
  fields: readonly Field[],
  values: Readonly<Record<string, FieldValue>>,
): { name: string; email: string; answers: Record<string, FieldValue> } {
  const answers: Record<string, FieldValue> = {};
  for (const field of fields) {
    if (!field.key.startsWith(QUESTION_PREFIX)) continue;
    const id = field.key.slice(QUESTION_PREFIX.length);
    if (field.type === 'checkbox') answers[id] = values[field.key] === true;
    else if (textOf(values[field.key]) !== '') answers[id] = textOf(values[field.key]);
  }
  return { name: textOf(values.name), email: textOf(values.email), answers };
}
