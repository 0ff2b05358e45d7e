import { wallClock } from '../shared/time.ts';
import { zoneLabel } from '../shared/zones.ts';
import type { Field } from './form-fields.ts';
import { IconOf } from './icon.tsx';
import { betterAddress } from './mail-domains.ts';
import { hostTime, slotLabels } from './slot-texts.ts';
import { headingBelow, isFromKeyboard, type ViewProps } from './view-props.ts';

/** Name, email and the host's questions for the chosen time. */
export function FormView(props: ViewProps) {
  const { controller, state, uid } = props;
  const { messages, page } = state;
  const { series } = props.parts;
  const submit = state.series ? messages.series.submit : messages.submitBooking;
  const Heading = headingBelow(props, 1);
  const headingId = `${uid}-details`;
  const isRequest = page?.event_type.requires_confirmation || state.selectedSlot?.needsConfirmation;
  const faulty = state.fields.filter((field) => state.errors[field.key]);

  function onSubmit(event: Event) {
    event.preventDefault();
    void controller.form?.submit();
  }

  return (
    <section class="bw-form-step" aria-labelledby={headingId}>
      <ChosenTime {...props} />
      <Heading id={headingId} class="bw-step-heading" tabIndex={-1} data-focus="form">
        {messages.yourDetails}
      </Heading>
      <form class="bw-form" part="form" noValidate onSubmit={onSubmit}>
        {faulty.length > 1 && (
          <div class="bw-notice bw-error-box">
            <IconOf name="alert" />
            <div>
              <p class="bw-strong">{messages.errorSummary(faulty.length, state.formats.count(faulty.length))}</p>
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
        {series && (page?.event_type.series_max ?? 1) > 1 && <series.Form {...props} />}
        {shownFields(props).map((field) => (
          <FormField key={field.key} {...props} field={field} />
        ))}
        {state.submitError && (
          <p class="bw-notice bw-error-box" part="error" tabIndex={-1} data-focus="notice">
            <IconOf name="alert" />
            <span>{state.submitError}</span>
          </p>
        )}
        <slot name="challenge" />
        <slot name="terms" />
        <div class="bw-actions">
          <button type="submit" class="bw-button bw-primary" part="submit" aria-disabled={state.isBusy}>
            {state.isBusy && <span class="bw-spinner" aria-hidden="true" />}
            {state.isBusy ? messages.submitting : isRequest ? messages.submitRequest : submit}
          </button>
        </div>
      </form>
    </section>
  );
}

/** Without the notes where the page leaves them out, unless they have to be there. */
function shownFields({ state, hidden }: ViewProps) {
  return state.fields.filter(({ key, required }) => required || key !== 'question-notes' || !hidden.has('notes'));
}

/** The chosen time, what it is on the host's clock, how long it is kept, and the way back. */
function ChosenTime({ controller, state }: ViewProps) {
  const { messages, formats, timeZone, selectedSlot: slot, page } = state;
  if (!slot || !page) return null;
  const there = hostTime(slot.start, page.host.time_zone, state);
  return (
    <div class="bw-chosen" part="summary">
      <IconOf name="calendar" />
      <div>
        <p class="bw-strong">
          <time dateTime={new Date(slot.start).toISOString()}>
            {formats.fullDay(wallClock(slot.start, timeZone).date)}
            <br />
            {slotLabels([slot.start], state)[0]} – {formats.time(slot.end, timeZone)}
          </time>
        </p>
        <p class="bw-muted">
          {zoneLabel(timeZone, slot.start)}
          {there && (
            <>
              <br />
              {there}
            </>
          )}
        </p>
        {state.isHeld && state.heldUntil !== null && (
          <p class="bw-muted bw-held">{messages.heldForYou(formats.time(state.heldUntil, timeZone))}</p>
        )}
        {state.isHoldOver && <p class="bw-held">{messages.holdOver}</p>}
      </div>
      <button
        type="button"
        class="bw-link"
        part="back"
        onClick={(event) => void controller.form?.backToTimes(isFromKeyboard(event))}
        aria-disabled={state.isBusy}
      >
        {messages.changeTime}
      </button>
      {state.isHeld && state.isHoldEnding && <span class="bw-ending" aria-hidden="true" />}
    </div>
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
    part: 'input',
    value: typeof value === 'string' ? value : '',
    onInput: (event: Event) => controller.form?.setField(field.key, (event.currentTarget as HTMLInputElement).value),
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
            onChange={(event) => controller.form?.setField(field.key, event.currentTarget.checked)}
          />
          <span>{label}</span>
        </label>
      ) : (
        <label class="bw-label" part="label" for={id}>
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
      {field.key === 'email' && <MailHint {...props} value={text.value} />}
      {error && (
        <p class="bw-error" part="error" id={`${id}-error`}>
          <IconOf name="alert" />
          {error}
        </p>
      )}
    </div>
  );
}

/** Whoever mistypes their address never hears of their booking: the usual slips are offered to be mended. */
function MailHint({ controller, state, value }: ViewProps & { value: string }) {
  const better = betterAddress(value);
  if (better === null) return null;
  const [before, after] = state.messages.didYouMean('\n').split('\n');
  return (
    <p class="bw-mail-hint">
      {before}
      <button type="button" class="bw-text-link" onClick={() => controller.form?.setField('email', better)}>
        {better}
      </button>
      {after}
    </p>
  );
}
