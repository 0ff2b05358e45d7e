import { useSignal } from '@preact/signals';
import { useMemo } from 'preact/hooks';
import { localZone } from '../../../shared/zones.ts';
import { useAdmin } from '../../app/admin.ts';
import { createHostsApi, type HostSettings, hostFault } from '../../hosts-api.ts';
import { InputField } from '../../ui/fields.tsx';
import { SlugField } from '../../ui/slug-field.tsx';
import { slugFault, slugOf } from '../../ui/slugs.ts';
import { ZoneField } from '../../ui/zone-field.tsx';
import { StepForm, type StepProps } from './step-form.tsx';
import { nameOf, otherSlug } from './suggestions.ts';

/** Name, address and zone of the first host; of the one there is, where somebody comes again. */
export function YouStep({ onNext }: StepProps) {
  const admin = useAdmin();
  const api = useMemo(() => createHostsApi(admin.calls), []);
  const host = admin.host.value;
  const first = useMemo<HostSettings>(() => {
    if (host !== null)
      return { display_name: host.display_name, slug: host.slug, kind: host.kind, time_zone: host.time_zone };
    const name = nameOf(admin.session.who.value?.email ?? '');
    return { display_name: name, slug: slugOf(name), kind: 'person', time_zone: localZone() };
  }, []);
  const draft = useSignal(first);
  const isOwnSlug = useSignal(host !== null);
  const refused = useSignal<ReturnType<typeof hostFault>>(null);
  const set = (change: Partial<HostSettings>) => {
    draft.value = { ...draft.value, ...change };
    if (refused.value && refused.value.column in change) refused.value = null;
  };
  const faultOf = (column: keyof HostSettings) => (refused.value?.column === column ? refused.value.text : null);

  function refuse(fault: NonNullable<typeof refused.value>): false {
    refused.value = fault;
    requestAnimationFrame(() => document.getElementById(`run-${fault.column}`)?.focus());
    return false;
  }

  /** Another tab may have been faster: there is one host, however often this is done. */
  async function write(settings: HostSettings): Promise<void> {
    const [known] = admin.host.value === null ? await admin.readHosts() : [admin.host.value];
    let { slug } = settings;
    if (known === undefined) slug = (await api.create(settings)).slug;
    else {
      const row = await api.read(known.id);
      const { kind: _kind, ...changes } = settings;
      // Nobody else edits it meanwhile but its owner, who sees here what is saved.
      const saved = (await api.save(row, changes)) ?? (await api.save(await api.read(known.id), changes));
      slug = saved?.slug ?? slug;
    }
    admin.chosen.value = slug;
    await admin.readHosts();
    admin.touch('schedule');
  }

  async function submit(): Promise<boolean> {
    const { display_name: name, slug } = draft.value;
    if (name.trim() === '') return refuse({ column: 'display_name', text: 'Enter your name.' });
    const faulty = slugFault(slug);
    if (faulty !== null) return refuse({ column: 'slug', text: faulty });
    try {
      await write(draft.value);
      return true;
    } catch (error) {
      const fault = hostFault(error);
      if (fault === null) throw error;
      return refuse(fault);
    }
  }

  async function skip(): Promise<void> {
    if (admin.host.value !== null) return;
    const suggested = { ...first, slug: first.slug || 'page' };
    try {
      await write(suggested);
    } catch (error) {
      if (hostFault(error)?.column !== 'slug') throw error;
      await write({ ...suggested, slug: otherSlug(suggested.slug) });
    }
  }

  return (
    <StepForm
      onBack={null}
      onSubmit={submit}
      onSkip={skip}
      skipNote={
        host === null
          ? `If you skip this, your page is called “${first.display_name || 'page'}”.`
          : 'If you skip this, it stays as it is.'
      }
      onDone={onNext}
    >
      <InputField
        id="run-display_name"
        label="Your name, or that of your business"
        autocomplete="name"
        value={draft.value.display_name}
        fault={faultOf('display_name')}
        onInput={(event) => {
          const name = event.currentTarget.value;
          set({ display_name: name, ...(isOwnSlug.value ? {} : { slug: slugOf(name) }) });
        }}
      />
      <SlugField
        id="run-slug"
        label="Address of your page"
        before={`${admin.config.publicUrl}/book/`}
        value={draft.value.slug}
        isTouched={isOwnSlug.value}
        fault={faultOf('slug')}
        onInput={(slug) => {
          isOwnSlug.value = true;
          set({ slug });
        }}
      />
      <ZoneField
        id="run-time_zone"
        label="Your time zone"
        help="Your hours are in it. Visitors see times in their own."
        value={draft.value.time_zone}
        fault={faultOf('time_zone')}
        onChange={(zone) => set({ time_zone: zone })}
      />
    </StepForm>
  );
}
