import { useSignal } from '@preact/signals';
import { AdminIcon } from '../ui/admin-icons.tsx';
import { useAdmin } from './admin.ts';

/** What was just done, with the way back, or what did not work. */
export function NoticeCorner() {
  const admin = useAdmin();
  const isBusy = useSignal(false);
  const notice = admin.notices.current.value;

  async function undo() {
    if (!notice?.undo || isBusy.value) return;
    isBusy.value = true;
    try {
      await notice.undo();
      if (admin.notices.current.value === notice) admin.notices.close();
    } catch (error) {
      admin.tellFault(error, 'It could not be undone.');
    }
    isBusy.value = false;
  }

  return (
    <div
      class="ad-corner"
      role={notice?.tone === 'bad' ? 'alert' : 'status'}
      onPointerEnter={() => admin.notices.hold()}
      onPointerLeave={() => admin.notices.resume()}
      onFocusIn={() => admin.notices.hold()}
      onFocusOut={() => admin.notices.resume()}
    >
      {notice && (
        <div class="ad-notice" data-tone={notice.tone ?? 'good'}>
          <p>{notice.text}</p>
          {notice.undo && (
            <button type="button" class="bw-link" aria-disabled={isBusy.value} onClick={() => void undo()}>
              Undo
            </button>
          )}
          <button type="button" class="ad-round" aria-label="Close" onClick={() => admin.notices.close()}>
            <AdminIcon name="close" />
          </button>
        </div>
      )}
    </div>
  );
}
