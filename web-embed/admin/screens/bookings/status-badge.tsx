import { IconOf } from '../../../shared/icons.tsx';
import { Badge } from '../../ui/parts.tsx';
import { badgeTones, type StatusText } from './booking-words.ts';

/** A state as a badge, by colour, shape and word. */
export function StatusBadge({ status: { tone, icon, label } }: { status: StatusText }) {
  return (
    <Badge tone={badgeTones[tone]}>
      <IconOf name={icon} />
      {label}
    </Badge>
  );
}
