import { AdminIcon } from '../../ui/admin-icons.tsx';
import { InputField, TextAreaField } from '../../ui/fields.tsx';
import type { Draft } from './draft.ts';
import { type Place, type PlaceKind, placeKinds } from './event-type.ts';
import { OrderedList } from './ordered-list.tsx';

export const placeNames: Readonly<Record<PlaceKind, string>> = {
  video: 'Video call',
  video_link: 'Your video room',
  phone_host_calls: 'You call them',
  phone_visitor_calls: 'They call you',
  address: 'At an address',
  ask_visitor: 'They say where',
  custom: 'Something else',
};
const explanations: Readonly<Record<PlaceKind, string>> = {
  video: 'Your calendar makes a link for each booking, where it can (Google Meet, Teams).',
  video_link: 'The same link for everybody.',
  phone_host_calls: 'Visitors give their number.',
  phone_visitor_calls: 'Visitors get your number.',
  address: 'An office, a studio, a café.',
  ask_visitor: 'Visitors write a place.',
  custom: 'Any text.',
};

/** There may be several of these; of the others one is enough. */
const repeatable: ReadonlySet<PlaceKind> = new Set(['address', 'custom']);
const valueLabels: Partial<Record<PlaceKind, [label: string, placeholder: string]>> = {
  video_link: ['Web address', 'https://meet.example.com/ann'],
  phone_visitor_calls: ['Your number', '+49 30 123456'],
  address: ['Address', '12 Long Street, 3rd floor'],
  custom: ['What visitors read', 'In the park, by the fountain'],
};

/** Where it can take place. */
export function PlacesPart({ draft }: { draft: Draft }) {
  const places = draft.settings.value.locations;
  const notice = draft.saved.value?.location_notice;
  const set = (next: Place[]) => draft.set('locations', next);
  const offered = placeKinds.filter((kind) => repeatable.has(kind) || !places.some((place) => place.kind === kind));

  function add(kind: PlaceKind) {
    set([...places, kind in valueLabels ? { kind, value: '' } : { kind }]);
    requestAnimationFrame(() => {
      const item = document.getElementById(`et-locations-${places.length}`);
      (item?.querySelector<HTMLElement>('input, textarea') ?? item)?.focus();
    });
  }

  return (
    <div id="et-locations" tabIndex={-1} class="et-builder">
      {notice && (
        <p class="bw-notice bw-warn">
          <AdminIcon name="alert" />
          <span>{notice}</span>
        </p>
      )}
      <OrderedList
        id="et-locations"
        noun="place"
        items={places}
        keyOf={({ kind }, index) => `${kind}-${places.slice(0, index).filter((each) => each.kind === kind).length}`}
        titleOf={({ kind }) => placeNames[kind]}
        note={(index) => (index === 0 && places.length > 1 ? 'chosen first' : null)}
        faultAt={(index) => draft.faultAt('locations', index)}
        onChange={set}
      >
        {(place, _index, change) => {
          const [label, placeholder] = valueLabels[place.kind] ?? [];
          if (label === undefined) return <p class="bw-muted">{explanations[place.kind]}</p>;
          const value = place.value ?? '';
          const onInput = (event: { currentTarget: { value: string } }) =>
            change({ ...place, value: event.currentTarget.value });
          return place.kind === 'address' || place.kind === 'custom' ? (
            <TextAreaField label={label} placeholder={placeholder} rows={2} value={value} onInput={onInput} />
          ) : (
            <InputField
              label={label}
              placeholder={placeholder}
              type={place.kind === 'video_link' ? 'url' : 'tel'}
              value={value}
              onInput={onInput}
            />
          );
        }}
      </OrderedList>
      {places.length < 10 && (
        <fieldset class="et-add">
          <legend class="bw-label">Add a place</legend>
          {offered.map((kind) => (
            <button key={kind} type="button" class="et-add-kind" onClick={() => add(kind)}>
              <AdminIcon name="plus" />
              <span>
                <b>{placeNames[kind]}</b>
                <span class="bw-muted">{explanations[kind]}</span>
              </span>
            </button>
          ))}
        </fieldset>
      )}
      {draft.faultOf('locations') && (
        <p class="ad-fault" role="alert">
          {draft.faultOf('locations')}
        </p>
      )}
    </div>
  );
}
