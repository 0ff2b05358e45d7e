import { Screen } from '../../app/screen.tsx';

export function CalendarsScreen() {
  return (
    <Screen title="Your calendars">
      <p>Soon.</p>
    </Screen>
  );
}
