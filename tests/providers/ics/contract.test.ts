import { describeProviderContract } from '../contract-suite.ts';
import { feedOfScene, localProvider, serveFeed, serveStatus, startWebStandIn } from './feed-server.ts';

describeProviderContract('an ICS feed', async () => {
  const server = await startWebStandIn(serveFeed(feedOfScene([])));
  let body = feedOfScene([]);
  return {
    provider: localProvider(),
    account: { credentials: { url: `${server.origin}/s3cret-path/basic.ics` }, selfAddresses: [] },
    calendar: { providerCalendarId: 'feed', timeZone: null, hostTimeZone: 'Europe/Berlin', policy: {} },
    secrets: ['s3cret-path'],
    put(events) {
      body = feedOfScene(events);
      server.response = serveFeed(body);
    },
    setBroken(isBroken) {
      server.response = isBroken ? serveStatus(500) : serveFeed(body);
    },
    stop: () => server.stop(),
  };
});
