import type { Place, Question } from '../shared/booking-api.ts';
import type { Messages } from '../shared/messages.ts';
import { placesByName } from './places.ts';

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
const PLACE_LIMIT = 1000;
const PHONE_LIMIT = 40;
const OWN_PLACE_LIMIT = 500;
const QUESTION_PREFIX = 'question-';

/** Keys of the fields about the place: which one, and what only the visitor knows about it. */
export const PLACE_KEY = 'place';
const PHONE_KEY = 'place-phone';
const OWN_PLACE_KEY = 'place-own';

/** The place that is chosen, or the only one; null: none yet, or none at all. */
function chosenPlace(
  places: readonly Place[],
  values: Readonly<Record<string, FieldValue>>,
  messages: Messages,
): Place | null {
  const byName = placesByName(places, messages);
  return (byName.size === 1 ? [...byName.values()][0] : byName.get(textOf(values[PLACE_KEY]))) ?? null;
}

/** Name, email, what the place needs, then the event type's questions in their order. */
export function formFields(
  questions: readonly Question[],
  messages: Messages,
  places: readonly Place[] = [],
  values: Readonly<Record<string, FieldValue>> = {},
): Field[] {
  return [
    ownField('name', messages.name, NAME_LIMIT, { autocomplete: 'name' }),
    ownField('email', messages.email, EMAIL_LIMIT, { type: 'email', autocomplete: 'email' }),
    ...placeFields(places, values, messages),
    ...questions.map(({ id, label, type, required = false, options = [] }) =>
      ownField(QUESTION_PREFIX + id, label, ANSWER_LIMIT, {
        type,
        required,
        autocomplete: type === 'phone' ? 'tel' : 'off',
        options,
      }),
    ),
  ];
}

/** A required line of text, but for what is said otherwise. */
function ownField(key: string, label: string, limit: number, more: Partial<Field> = {}): Field {
  return { key, label, limit, type: 'text', required: true, autocomplete: 'off', options: [], ...more };
}

function placeFields(
  places: readonly Place[],
  values: Readonly<Record<string, FieldValue>>,
  messages: Messages,
): Field[] {
  const options = [...placesByName(places, messages).keys()];
  const kind = chosenPlace(places, values, messages)?.kind;
  const fields: Field[] = [];
  if (options.length > 1) {
    fields.push(ownField(PLACE_KEY, messages.placeQuestion, PLACE_LIMIT, { type: 'select', options }));
  }
  if (kind === 'phone_host_calls') {
    fields.push(ownField(PHONE_KEY, messages.phoneNumber, PHONE_LIMIT, { type: 'phone', autocomplete: 'tel' }));
  }
  if (kind === 'ask_visitor') fields.push(ownField(OWN_PLACE_KEY, messages.ownPlace, OWN_PLACE_LIMIT));
  return fields;
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
  if (field.key === PHONE_KEY && !/^\D*(\d\D*){5,15}$/.test(text)) return messages.errorPhone;
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

/** The place as the service wants it; undefined where there is none to choose or tell. */
export function formPlace(
  places: readonly Place[],
  values: Readonly<Record<string, FieldValue>>,
  messages: Messages,
): Place | undefined {
  const place = chosenPlace(places, values, messages);
  if (place === null) return undefined;
  const said = { phone_host_calls: PHONE_KEY, ask_visitor: OWN_PLACE_KEY }[place.kind as string];
  return said === undefined ? place : { kind: place.kind, value: textOf(values[said]) };
}
