import { IconOf } from '../shared/icons.tsx';
import type { Field } from './form-fields.ts';
import { headingBelow, isFromKeyboard, type ViewProps } from './view-props.ts';

/** Name, email and the host's questions for the chosen time. */
export function FormView(props: ViewProps) {
  const { controller, state, uid } = props;
  const { messages, page } = state;
  const Heading = headingBelow(props, 1);
  const headingId = `${uid}-details`;
  const isRequest = page?.event_type.requires_confirmation || state.selectedSlot?.needsConfirmation;
  const faulty = state.fields.filter((field) => state.errors[field.key]);

  function onSubmit(event: Event) {
    event.preventDefault();
    void controller.form.submit();
  }

  return (
    <section class="bw-form-step" aria-labelledby={headingId}>
      <button
        type="button"
        class="bw-link"
        onClick={(event) => void controller.form.backToTimes(isFromKeyboard(event))}
        aria-disabled={state.isBusy}
      >
        <IconOf name="back" />
        {messages.changeTime}
      </button>
      <Heading id={headingId} class="bw-step-heading" tabIndex={-1} data-focus="form">
        {messages.yourDetails}
      </Heading>
      {state.isHeld && <p class="bw-muted bw-held">{messages.heldForYou}</p>}
      {state.isHoldOver && <p class="bw-muted bw-held">{messages.holdOver}</p>}
      <form class="bw-form" noValidate onSubmit={onSubmit}>
        {faulty.length > 1 && (
          <div class="bw-notice bw-error-box">
            <IconOf name="alert" />
            <div>
              <p class="bw-strong">{messages.errorSummary(faulty.length)}</p>
              <ul class="bw-error-links">
                {faulty.map((field) => (
                  <li key={field.key}>
                    <button type="button" class="bw-text-link" onClick={(event) => focusField(event, uid, field.key)}>
                      {state.errors[field.key]}
                    </button>
                  </li>
                ))}
              </ul>
            </div>
          </div>
        )}
        {state.fields.map((field) => (
          <FormField key={field.key} {...props} field={field} />
        ))}
        {state.submitError && (
          <p class="bw-notice bw-error-box" tabIndex={-1} data-focus="notice">
            <IconOf name="alert" />
            <span>{state.submitError}</span>
          </p>
        )}
        <div class="bw-actions">
          <button type="submit" class="bw-button bw-primary" aria-disabled={state.isBusy}>
            {state.isBusy && <span class="bw-spinner" aria-hidden="true" />}
            {state.isBusy ? messages.submitting : isRequest ? messages.submitRequest : messages.submitBooking}
          </button>
        </div>
      </form>
    </section>
  );
}

function focusField(event: MouseEvent, uid: string, key: string) {
  const root = (event.currentTarget as Element).getRootNode() as Document | ShadowRoot;
  root.getElementById(`${uid}-${key}`)?.focus();
}

function FormField(props: ViewProps & { field: Field }) {
  const { controller, state, uid, field } = props;
  const { messages } = state;
  const error = state.errors[field.key];
  const id = `${uid}-${field.key}`;
  const value = state.values[field.key];
  const common = {
    id,
    name: field.key,
    required: field.required,
    'aria-invalid': error ? true : undefined,
    'aria-describedby': error ? `${id}-error` : undefined,
  };
  const text = {
    ...common,
    class: 'bw-input',
    value: typeof value === 'string' ? value : '',
    onInput: (event: Event) => controller.form.setField(field.key, (event.currentTarget as HTMLInputElement).value),
  };
  const label = (
    <>
      {field.label}
      {field.required && <span class="bw-required"> ({messages.required})</span>}
    </>
  );
  return (
    <div class="bw-field">
      {field.type === 'checkbox' ? (
        <label class="bw-check" for={id}>
          <input
            {...common}
            type="checkbox"
            checked={value === true}
            onChange={(event) => controller.form.setField(field.key, event.currentTarget.checked)}
          />
          <span>{label}</span>
        </label>
      ) : (
        <label class="bw-label" for={id}>
          {label}
        </label>
      )}
      {field.type === 'textarea' && <textarea {...text} rows={4} />}
      {field.type === 'select' && (
        <div class="bw-select">
          <select {...text}>
            <option value="">{messages.choose}</option>
            {field.options.map((option) => (
              <option key={option} value={option}>
                {option}
              </option>
            ))}
          </select>
          <IconOf name="down" />
        </div>
      )}
      {field.type === 'text' && <input {...text} type="text" autocomplete={field.autocomplete} />}
      {field.type === 'email' && <input {...text} type="email" autocomplete={field.autocomplete} />}
      {field.type === 'phone' && <input {...text} type="tel" autocomplete={field.autocomplete} />}
      {error && (
        <p class="bw-error" id={`${id}-error`}>
          <IconOf name="alert" />
          {error}
        </p>
      )}
    </div>
  );
}
