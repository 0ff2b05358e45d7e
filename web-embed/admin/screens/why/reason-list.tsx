import './why.css';
import { AdminIcon } from '../../ui/admin-icons.tsx';
import { type Reason, type ReasonContext, reasonMark, reasonText } from './reasons.ts';

/** Why a time is not free: each reason with what would change it. */
export function ReasonList({ reasons, context }: { reasons: readonly Reason[]; context: ReasonContext }) {
  return (
    <ul class="why-reasons">
      {reasons.map((reason) => {
        const { text, action, href } = reasonText(reason, context);
        return (
          <li key={JSON.stringify(reason)} class="why-reason">
            <span class="why-mark" data-kind={reasonMark(reason)} aria-hidden="true" />
            <span>
              {text}{' '}
              {action !== null && (
                <a class="why-link" href={href}>
                  {action}
                  <AdminIcon name="forward" />
                </a>
              )}
            </span>
          </li>
        );
      })}
    </ul>
  );
}
