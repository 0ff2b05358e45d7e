import { useSignal } from '@preact/signals';
import { Button } from '../../../shared/controls.tsx';
import { AdminIcon } from '../../ui/admin-icons.tsx';
import { InputField, SelectField, Switch, TextAreaField } from '../../ui/fields.tsx';
import type { Draft } from './draft.ts';
import { type Question, type QuestionType, questionTypes } from './event-type.ts';
import { OrderedList } from './ordered-list.tsx';
import { optionsOf, questionId } from './questions.ts';

const typeNames: Readonly<Record<QuestionType, string>> = {
  text: 'A line of text',
  textarea: 'Several lines of text',
  select: 'One of several options',
  checkbox: 'A box to tick',
  phone: 'A phone number',
};

/** What visitors are asked besides name and email. */
export function QuestionsPart({ draft }: { draft: Draft }) {
  const { questions } = draft.settings.value;
  const set = (next: Question[]) => draft.set('questions', next);
  /** Those that were saved keep their id: answers are under it. */
  const isKept = (id: string) => draft.saved.value?.questions.some((each) => each.id === id) ?? false;

  function add() {
    set([...questions, { id: questionId('', questions), label: '', type: 'text', required: false }]);
    requestAnimationFrame(() =>
      document.querySelector<HTMLElement>(`#et-questions-${questions.length} input`)?.focus(),
    );
  }

  return (
    <div id="et-questions" tabIndex={-1} class="et-builder">
      <OrderedList
        id="et-questions"
        noun="question"
        items={questions}
        keyOf={(_question, index) => String(index)}
        titleOf={(question, index) => question.label || `Question ${index + 1}`}
        faultAt={(index) => draft.faultAt('questions', index)}
        onChange={set}
      >
        {(question, index, change) => (
          <QuestionFields
            question={question}
            hasOwnId={isKept(question.id)}
            others={questions.toSpliced(index, 1)}
            onChange={change}
          />
        )}
      </OrderedList>
      {questions.length < 50 && (
        <Button onClick={add}>
          <AdminIcon name="plus" />
          Add a question
        </Button>
      )}
      {draft.faultOf('questions') && (
        <p class="ad-fault" role="alert">
          {draft.faultOf('questions')}
        </p>
      )}
    </div>
  );
}

interface QuestionFieldsProps {
  question: Question;
  /** Whether the id is in use; else it follows the words. */
  hasOwnId: boolean;
  others: readonly Question[];
  onChange: (question: Question) => void;
}

function QuestionFields({ question, hasOwnId, others, onChange }: QuestionFieldsProps) {
  const hasTypedId = useSignal(false);
  const { id, label, type, required = false, options } = question;
  return (
    <>
      <InputField
        label="Question"
        value={label}
        onInput={(event) => {
          const text = event.currentTarget.value;
          const next = hasOwnId || hasTypedId.value ? id : questionId(text, others);
          onChange({ ...question, label: text, id: next });
        }}
      />
      <div class="ad-fields" data-columns="2">
        <SelectField
          label="Answer"
          value={type}
          options={questionTypes.map((each) => [each, typeNames[each]] as const)}
          onChange={(event) => {
            const next = event.currentTarget.value as QuestionType;
            const { options: _options, ...rest } = question;
            onChange({ ...rest, type: next, ...(next === 'select' ? { options: options ?? [] } : {}) });
          }}
        />
        <InputField
          label="Name in exports"
          value={id}
          autocapitalize="none"
          spellcheck={false}
          help={hasOwnId ? 'Answers that exist are kept under it.' : 'Follows the question.'}
          onInput={(event) => {
            hasTypedId.value = true;
            onChange({ ...question, id: event.currentTarget.value.trim() });
          }}
        />
      </div>
      {type === 'select' && (
        <OptionsField options={options ?? []} onChange={(next) => onChange({ ...question, options: next })} />
      )}
      <Switch
        label="Has to be answered"
        checked={required}
        onChange={(isRequired) => onChange({ ...question, required: isRequired })}
      />
    </>
  );
}

function OptionsField({ options, onChange }: { options: string[]; onChange: (options: string[]) => void }) {
  // Empty lines are there while one types.
  const text = useSignal(options.join('\n'));
  const shown = optionsOf(text.value).join('\n') === options.join('\n') ? text.value : options.join('\n');
  return (
    <TextAreaField
      label="Options, one a line"
      rows={Math.max(3, options.length + 1)}
      value={shown}
      onInput={(event) => {
        text.value = event.currentTarget.value;
        onChange(optionsOf(text.value));
      }}
    />
  );
}
