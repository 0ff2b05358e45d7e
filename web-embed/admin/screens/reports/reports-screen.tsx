import { Screen } from '../../app/screen.tsx';

export function ReportsScreen() {
  return (
    <Screen title="Reports">
      <p>Soon.</p>
    </Screen>
  );
}
