import { useSignal } from '@preact/signals';
import { useMemo } from 'preact/hooks';
import { useAdmin } from '../../app/admin.ts';
import { useLoad } from '../../app/load.ts';
import { type EditableRow, RowEdit } from '../../app/row-edit.ts';
import { LoadedView } from '../../app/screen.tsx';
import { Switch, TextAreaField } from '../../ui/fields.tsx';
import { SaveBar } from '../../ui/save-bar.tsx';

interface OriginRow extends EditableRow {
  allowed_origins: string[] | null;
}

/** Which web sites may show the booking flow and book with it. */
export function AllowedOrigins({ hostId }: { hostId: string }) {
  const admin = useAdmin();
  const load = useLoad(hostId, [], async (signal) => {
    const [row] = await admin.calls.table<OriginRow[]>(`hosts?select=id,updated_at,allowed_origins&id=eq.${hostId}`, {
      signal,
    });
    return row ?? null;
  });
  return (
    <LoadedView of={load} subject="The web sites">
      {(row) => row && <OriginForm row={row} />}
    </LoadedView>
  );
}

function OriginForm({ row }: { row: OriginRow }) {
  const admin = useAdmin();
  const edit = useMemo(() => new RowEdit<OriginRow>(admin, 'hosts', row), [row.id]);
  const origins = edit.draft.value.allowed_origins;
  // As it is typed: a line that is still empty is no web site yet.
  const text = useSignal((row.allowed_origins ?? []).join('\n'));
  return (
    <section class="ad-panel em-origins" aria-labelledby="origins">
      <h2 id="origins">Which web sites may show it</h2>
      <Switch
        label="Only the ones that I name"
        help="Otherwise any web site can. Your own booking pages always can."
        checked={origins !== null}
        onChange={(isLimited) => edit.set({ allowed_origins: isLimited ? [] : null })}
      />
      {origins !== null && (
        <TextAreaField
          label="Web sites, one a line"
          placeholder="https://www.example.com"
          help="With https:// and without a path; the same site with and without www. is two. It applies within 5 seconds."
          value={text.value}
          spellcheck={false}
          onInput={(event) => {
            text.value = event.currentTarget.value;
            const lines = text.value.split('\n').map((line) => line.trim());
            edit.set({ allowed_origins: lines.filter(Boolean) });
          }}
        />
      )}
      <SaveBar edit={edit} />
    </section>
  );
}
