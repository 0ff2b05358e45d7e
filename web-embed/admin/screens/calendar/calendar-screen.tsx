import { Screen } from '../../app/screen.tsx';

export function CalendarScreen() {
  return (
    <Screen title="Calendar">
      <p>Soon.</p>
    </Screen>
  );
}
