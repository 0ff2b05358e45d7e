import { useSignal } from '@preact/signals';
import { InputField, SelectField, Switch, TextAreaField } from '../../ui/fields.tsx';
import type { EventType } from './calendar-api.ts';

type Questions = EventType['questions'];
const nameOf = (id: string) => `answer-${id}`;

/** The questions of an event type; nobody has to answer them for somebody else. */
export function Answers({ questions }: { questions: Questions }) {
  if (questions.length === 0) return null;
  return (
    <details class="cal-answers">
      <summary>Answers to your questions (optional)</summary>
      <div class="ad-fields">
        {questions.map((question) => (
          <QuestionField key={question.id} question={question} />
        ))}
      </div>
    </details>
  );
}

function QuestionField({ question: { id, label, type, options } }: { question: Questions[number] }) {
  const isChecked = useSignal(false);
  if (type === 'textarea') return <TextAreaField label={label} name={nameOf(id)} maxLength={2000} />;
  if (type === 'select')
    return (
      <SelectField
        label={label}
        name={nameOf(id)}
        options={[['', 'No answer'], ...(options ?? []).map((option) => [option, option] as const)]}
      />
    );
  if (type === 'checkbox')
    return (
      <>
        <input type="hidden" name={nameOf(id)} value={isChecked.value ? 'yes' : ''} />
        <Switch
          label={label}
          checked={isChecked.value}
          onChange={(checked) => {
            isChecked.value = checked;
          }}
        />
      </>
    );
  return <InputField label={label} name={nameOf(id)} type={type === 'phone' ? 'tel' : 'text'} maxLength={500} />;
}

/** What was answered; what was left out is not there. */
export function answersOf(questions: Questions, values: FormData): Record<string, string | boolean> {
  return Object.fromEntries(
    questions.flatMap(({ id, type }) => {
      const value = values.get(nameOf(id));
      if (typeof value !== 'string' || value === '') return [];
      return [[id, type === 'checkbox' ? true : value]];
    }),
  );
}
