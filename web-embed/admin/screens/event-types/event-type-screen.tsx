import { Screen } from '../../app/screen.tsx';

export function EventTypeScreen() {
  return (
    <Screen title="Event type">
      <p>Soon.</p>
    </Screen>
  );
}
