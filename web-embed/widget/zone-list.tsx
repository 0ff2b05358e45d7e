import { searchZones, ZoneLabels } from '../shared/zone-search.ts';
import { zoneLabel } from '../shared/zones.ts';
import { IconOf } from './icon.tsx';
import type { BookingState } from './state.ts';
import type { MorePart, PartTools } from './view-props.ts';

/** So many results are shown at a time: whoever looks for more types more. */
const MAX_RESULTS = 50;

type FieldEvent<E extends Event = Event> = E & { currentTarget: HTMLInputElement };

/** The search for a zone by its city (ARIA APG, editable combobox with a list). */
export class ZoneList {
  readonly #tools: PartTools;
  readonly #update: () => void;
  #isOpen = false;
  /** What was typed since it was opened. */
  #query = '';
  /** The option that Enter takes. */
  #active = 0;
  #labels: ZoneLabels | null = null;

  constructor(tools: PartTools) {
    this.#tools = tools;
    this.#update = tools.update;
  }

  open(query = ''): void {
    this.#set(true, query);
  }

  #set(isOpen: boolean, query = '', active = 0): void {
    this.#isOpen = isOpen;
    this.#query = query;
    this.#active = active;
    this.#update();
  }

  /** The offsets of all zones take a quarter of a second: they are computed bit by bit, from the first touch on. */
  #results({ timeZone, page }: BookingState, instant: number): string[] {
    if (!this.#isOpen) return [];
    const first = [timeZone, page?.host.time_zone ?? 'UTC'];
    if (this.#labels?.instant !== instant) {
      this.#labels?.stop();
      this.#labels = new ZoneLabels(instant, first, this.#update);
    }
    const results = searchZones(this.#labels.zones, this.#query, first).slice(0, MAX_RESULTS);
    this.#labels.show(results);
    return results;
  }

  #choose(zone: string | undefined): void {
    this.#set(false);
    if (zone !== undefined) this.#tools.calendar.setTimeZone(zone);
  }

  #onKeyDown(event: FieldEvent<KeyboardEvent>, results: readonly string[]): void {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) {
      event.preventDefault();
      if (!this.#isOpen) this.open();
      else this.#set(true, this.#query, (this.#active + step + results.length) % Math.max(1, results.length));
      const list = event.currentTarget.parentElement;
      // After the list is rendered.
      queueMicrotask(() => list?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' }));
    } else if (event.key === 'Enter' && this.#isOpen) {
      event.preventDefault();
      this.#choose(results[this.#active]);
    } else if (event.key === 'Escape' && this.#isOpen) {
      // Only the list closes, not a dialog around it.
      event.preventDefault();
      event.stopPropagation();
      this.#set(false);
    }
  }

  combobox(state: BookingState, id: string, instant: number): ReturnType<MorePart['zones']['combobox']> {
    const { messages, timeZone } = state;
    const results = this.#results(state, instant);
    const isOpen = this.#isOpen;
    return {
      field: {
        'aria-expanded': isOpen,
        'aria-controls': `${id}-list`,
        'aria-autocomplete': 'list',
        'aria-activedescendant': results.length > 0 ? `${id}-${this.#active}` : undefined,
        autocomplete: 'off',
        spellcheck: false,
        value: isOpen ? this.#query : zoneLabel(timeZone, instant),
        placeholder: isOpen ? messages.searchCity : undefined,
        onClick: () => this.#isOpen || this.open(),
        onInput: (event: FieldEvent) => this.#set(true, event.currentTarget.value),
        onKeyDown: (event: FieldEvent<KeyboardEvent>) => this.#onKeyDown(event, results),
        onBlur: () => this.#set(false),
      },
      list: (
        <div
          id={`${id}-list`}
          class="bw-combo-list"
          role="listbox"
          aria-label={messages.cities}
          hidden={!isOpen}
          // The field keeps the focus, and with it the list.
          onMouseDown={(event) => event.preventDefault()}
        >
          {results.map((option, index) => (
            // biome-ignore lint/a11y: an option of the APG combobox; the focus and the keys stay in the field.
            <div
              key={option}
              id={`${id}-${index}`}
              class="bw-option"
              role="option"
              aria-selected={index === this.#active}
              data-zone={option}
              onClick={() => this.#choose(option)}
            >
              {this.#labels?.labelOf(option)}
              {option === timeZone && <IconOf name="check" />}
            </div>
          ))}
          {isOpen && results.length === 0 && <p class="bw-option bw-muted">{messages.noCity}</p>}
        </div>
      ),
    };
  }
}
