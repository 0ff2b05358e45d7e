import '../shared/base.css';
import './page.css';
import { render } from 'preact';
import { createManageApi } from '../manage/manage-api.ts';
import { ManagePage } from '../manage/manage-page.tsx';
import { createBookingApi } from '../shared/booking-api.ts';
import { createFormats, localeFor } from '../shared/formats.ts';
import { setPageLanguage } from '../shared/languages.ts';
import { loadPageMessages } from '../shared/page-messages.ts';

/** `/manage/:booking#token=…`: the token stays in the fragment, which browsers do not send. */
const id = location.pathname.split('/')[2] ?? '';
const token = new URLSearchParams(location.hash.slice(1)).get('token') ?? '';

const container = document.querySelector<HTMLElement>('#page');
if (container) {
  const messages = await loadPageMessages(navigator.languages);
  setPageLanguage(messages.language);
  render(
    <ManagePage
      api={createManageApi(id, token, (url, init) => fetch(url, init))}
      times={createBookingApi('', (url, init) => fetch(url, init))}
      token={token}
      messages={messages}
      formats={createFormats(localeFor(messages.language, navigator.languages))}
    />,
    container,
  );
}
