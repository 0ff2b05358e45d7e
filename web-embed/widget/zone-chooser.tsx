import { Component } from 'preact';
import { IconOf } from '../shared/icons.tsx';
import type { Messages } from '../shared/messages.ts';
import { searchZones, ZoneLabels, zoneLabel } from '../shared/zones.ts';

interface Props {
  id: string;
  messages: Messages;
  zone: string;
  hostZone: string;
  /** The offsets are those of this instant (milliseconds). */
  instant: number;
  /** The zone is shown, and cannot be changed. */
  isLocked: boolean;
  onChange: (zone: string) => void;
}

interface State {
  isOpen: boolean;
  /** What was typed since it was opened. */
  query: string;
  /** The option that Enter takes. */
  active: number;
}

/** So many results are shown at a time: whoever looks for more types more. */
const MAX_RESULTS = 50;

/** The zone that times are shown in, with a search by city (ARIA APG, editable combobox with a list). */
export class ZoneChooser extends Component<Props, State> {
  override state: State = { isOpen: false, query: '', active: 0 };
  #labels: ZoneLabels | null = null;

  override componentWillUnmount() {
    this.#labels?.stop();
  }

  /** The offsets of all zones take a quarter of a second: they are computed bit by bit, from the first touch on. */
  #open = () => {
    const { instant, zone, hostZone } = this.props;
    if (this.#labels?.instant !== instant) {
      this.#labels?.stop();
      this.#labels = new ZoneLabels(instant, [zone, hostZone], () => this.setState({}));
    }
    this.setState({ isOpen: true, query: '', active: 0 });
  };

  #close = () => this.setState({ isOpen: false, query: '' });

  #results(): string[] {
    const { zone, hostZone } = this.props;
    const zones = this.#labels?.zones ?? [];
    const results = searchZones(zones, this.state.query, [zone, hostZone]).slice(0, MAX_RESULTS);
    this.#labels?.show(results);
    return results;
  }

  #choose(zone: string | undefined) {
    this.#close();
    if (zone !== undefined) this.props.onChange(zone);
  }

  #onKeyDown = (event: KeyboardEvent & { currentTarget: HTMLInputElement }) => {
    const { isOpen, active } = this.state;
    const results = this.#results();
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) {
      event.preventDefault();
      if (!isOpen) this.#open();
      else this.setState({ active: (active + step + results.length) % Math.max(1, results.length) });
    } else if (event.key === 'Enter' && isOpen) {
      event.preventDefault();
      this.#choose(results[active]);
    } else if (event.key === 'Escape' && isOpen) {
      // Only the list closes, not a dialog around it.
      event.preventDefault();
      event.stopPropagation();
      this.#close();
    }
  };

  override componentDidUpdate() {
    if (this.state.isOpen) this.#list?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' });
  }
  #list: HTMLElement | null = null;

  override render() {
    const { id, messages, zone, instant, isLocked } = this.props;
    const { isOpen, query, active } = this.state;
    if (isLocked) {
      return (
        <p class="bw-zone bw-zone-label" part="time-zone">
          <IconOf name="globe" />
          <span>
            {messages.timeZone}: <span class="bw-strong">{zoneLabel(zone, instant)}</span>
          </span>
        </p>
      );
    }
    const results = isOpen ? this.#results() : [];
    return (
      <div class="bw-zone" part="time-zone">
        <label class="bw-zone-label" for={id}>
          <IconOf name="globe" />
          {messages.timeZone}
        </label>
        <div class="bw-combo">
          <input
            id={id}
            class="bw-input"
            part="input"
            role="combobox"
            aria-expanded={isOpen}
            aria-controls={`${id}-list`}
            aria-autocomplete="list"
            aria-activedescendant={isOpen && results.length > 0 ? `${id}-${active}` : undefined}
            autocomplete="off"
            spellcheck={false}
            value={isOpen ? query : zoneLabel(zone, instant)}
            placeholder={isOpen ? messages.searchCity : undefined}
            onClick={() => !isOpen && this.#open()}
            onInput={(event) => {
              if (!isOpen) this.#open();
              this.setState({ query: event.currentTarget.value, active: 0 });
            }}
            onKeyDown={this.#onKeyDown}
            onBlur={this.#close}
          />
          <IconOf name="down" />
          <div
            id={`${id}-list`}
            class="bw-combo-list"
            role="listbox"
            aria-label={messages.cities}
            hidden={!isOpen}
            // The field keeps the focus, and with it the list.
            onMouseDown={(event) => event.preventDefault()}
            ref={(element) => {
              this.#list = element;
            }}
          >
            {results.map((option, index) => (
              // biome-ignore lint/a11y: an option of the APG combobox; the focus and the keys stay in the field.
              <div
                key={option}
                id={`${id}-${index}`}
                class="bw-option"
                role="option"
                aria-selected={index === active}
                data-zone={option}
                onClick={() => this.#choose(option)}
              >
                {this.#labels?.labelOf(option)}
                {option === zone && <IconOf name="check" />}
              </div>
            ))}
            {isOpen && results.length === 0 && <p class="bw-option bw-muted">{messages.noCity}</p>}
          </div>
        </div>
      </div>
    );
  }
}
