import { manage } from '../../languages/en.ts';
import type { Parts, PartTools, ViewProps } from '../view-props.ts';
import { MoveBar, MoveForm } from './change-forms.tsx';
import css from './manage.css?inline';
import { ManageFlow } from './manage-flow.ts';
import { ManageView } from './manage-view.tsx';
import type { PartProps } from './parts.tsx';

// A booking that exists; what is not about it is that of the booking flow.

export const styles: string = css;

export const texts = { manage };

export function create(tools: PartTools): Parts['manage'] {
  const flow = new ManageFlow(tools);
  const sharedOf = ({ parts: { booking, outcome } }: ViewProps) => booking && outcome && { ...booking, ...outcome };
  const ofBooking = (View: (props: PartProps) => preact.ComponentChildren) => (props: ViewProps) => {
    const late = sharedOf(props);
    return flow.booking && late && <View {...props} flow={flow} late={late} booking={flow.booking} />;
  };
  return {
    ManageView(props) {
      const late = sharedOf(props);
      return late && <ManageView {...props} flow={flow} late={late} />;
    },
    MoveBar: ofBooking(MoveBar),
    MoveForm: ofBooking(MoveForm),
  };
}
