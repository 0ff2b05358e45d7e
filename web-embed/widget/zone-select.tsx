import { Component } from 'preact';
import { IconOf } from '../shared/icons.tsx';
import { whenIdle } from '../shared/idle.ts';
import { type ZoneOption, zoneLabel, zoneOptions } from '../shared/zones.ts';

interface Props {
  id: string;
  label: string;
  zone: string;
  hostZone: string;
  /** The offsets are those of this instant (milliseconds). */
  instant: number;
  onChange: (zone: string) => void;
}

/** The zone chooser: the present zone at once, all others when the browser is idle. */
export class ZoneSelect extends Component<Props, { options: ZoneOption[] }> {
  override state = { options: [] as ZoneOption[] };
  #filledFor = '';
  #gone = false;

  override componentDidMount() {
    this.#fill();
  }

  override componentDidUpdate() {
    this.#fill();
  }

  override componentWillUnmount() {
    this.#gone = true;
  }

  // 420 options are not compared again for every key typed elsewhere.
  override shouldComponentUpdate(next: Props, state: { options: ZoneOption[] }) {
    return next.zone !== this.props.zone || next.instant !== this.props.instant || state !== this.state;
  }

  #fill() {
    const { instant, zone, hostZone } = this.props;
    const month = new Date(instant).toISOString().slice(0, 7);
    if (this.#filledFor === month) return;
    this.#filledFor = month;
    whenIdle(() => {
      if (!this.#gone) this.setState({ options: zoneOptions(instant, [zone, hostZone]) });
    });
  }

  override render() {
    const { id, label, zone, instant, onChange } = this.props;
    const regions = Map.groupBy(this.state.options, (option) => option.region);
    return (
      <div class="bw-zone">
        <label class="bw-zone-label" for={id}>
          <IconOf name="globe" />
          {label}
        </label>
        <div class="bw-select">
          <select id={id} value={zone} onChange={(event) => onChange(event.currentTarget.value)}>
            {regions.size === 0 && <option value={zone}>{zoneLabel(zone, instant)}</option>}
            {[...regions].map(([region, options]) => (
              <optgroup key={region} label={region}>
                {options.map((option) => (
                  <option key={option.zone} value={option.zone} selected={option.zone === zone}>
                    {option.zone === zone ? zoneLabel(zone, instant) : option.label}
                  </option>
                ))}
              </optgroup>
            ))}
          </select>
          <IconOf name="down" />
        </div>
      </div>
    );
  }
}
