import { beforeAll, describe, expect, it } from 'vitest';
import { useDatabase } from '../../support/database.ts';
import { createUser } from '../../support/fixtures.ts';
import { agreeingZones, differences, inRolledBack, listAllSlots } from '../../support/oracle/ask-database.ts';
import { changeConfigurations } from '../../support/oracle/clock-change-configurations.ts';
import { Oracle } from '../../support/oracle/slots.ts';
import { testZones } from '../../support/oracle/test-zones.ts';
import { clockChanges } from '../../support/oracle/wall-clock.ts';
import { writeConfiguration } from '../../support/oracle/write-configuration.ts';
import { cases } from '../../support/scale.ts';

const FIRST_YEAR = 2024;
const LAST_YEAR = 2030;

describe('hours around a clock change', () => {
  const database = useDatabase();
  let ownerId = '';
  let zones: string[] = [];

  beforeAll(async () => {
    ownerId = await createUser(database.sql);
    zones = await agreeingZones(database.sql, testZones);
  }, 120_000);

  it(`are the same by SQL and by the oracle at the clock changes of ${FIRST_YEAR} to ${LAST_YEAR}`, async () => {
    const all = zones.flatMap((zone) => clockChanges(zone, FIRST_YEAR, LAST_YEAR).map((change) => ({ zone, change })));
    // Changes spread over all zones and years, another set each day: two days of full runs take all.
    const step = Math.max(1, Math.floor(all.length / cases(40, all.length / 2)));
    const first = Math.floor(Date.now() / 86_400_000) % step;
    const found: string[] = [];
    let asked = 0;
    for (let index = first; index < all.length; index += step) {
      const chosen = all[index];
      if (!chosen) continue;
      for (const { name, configuration } of changeConfigurations(chosen.zone, chosen.change, index)) {
        const actual = await inRolledBack(database.sql, async (client) =>
          listAllSlots(client, await writeConfiguration(client, ownerId, configuration), configuration),
        );
        asked += 1;
        const departures = differences(new Oracle(configuration).slots(), actual);
        if (departures.length > 0)
          found.push(`${chosen.zone}, ${name}: ${departures[0]}\n${JSON.stringify(configuration)}`);
      }
    }
    console.info(`${asked} configurations at ${Math.ceil((all.length - first) / step)} of ${all.length} clock changes`);
    expect(asked).toBeGreaterThan(100);
    expect(found.slice(0, 3).join('\n'), `${found.length} differ`).toBe('');
  }, 900_000);
});
