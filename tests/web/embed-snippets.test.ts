import { describe, expect, it } from 'vitest';
import { readChoice } from '../../web-embed/admin/screens/embed/choice.ts';
import { contrast } from '../../web-embed/admin/screens/embed/contrast.ts';
import {
  bookingLink,
  frameSnippet,
  htmlSnippet,
  policyLines,
  reactSnippet,
  signatureSnippet,
} from '../../web-embed/admin/screens/embed/snippets.ts';

const events = [
  { slug: 'intro', title: 'Intro', is_active: true },
  { slug: 'long', title: 'Long', is_active: true },
];
const host = { slug: 'ann', display_name: 'Ann & Sons "Ltd"' };
const choose = (query: Record<string, string>) => readChoice(query, events, 'https://book.example', host).choice;

describe('what is copied into a site', () => {
  it('is the script and the element, with the link as what is there without it', () => {
    expect(htmlSnippet(choose({}))).toBe(`<script async src="https://book.example/embed/booking-widget.js"></script>
<style>
  booking-widget { display: block; min-height: 38rem; }
</style>
<booking-widget host="ann" event="intro">
  <a href="https://book.example/book/ann/intro">Book a time</a>
</booking-widget>`);
  });

  it('names what was chosen, and nothing that is as it would be anyway', () => {
    const text = htmlSnippet(choose({ events: 'intro long', layout: 'columns', theme: 'dark', accent: '#7a3cff' }));
    expect(text).toContain('<booking-widget host="ann" event="intro long" layout="columns" theme="dark">');
    expect(text).toContain('--bw-accent: #7a3cff;');
    expect(text).toContain('<a href="https://book.example/book/ann">');
  });

  it('as a popup has a button that opens it', () => {
    const text = htmlSnippet(choose({ mode: 'popup' }));
    expect(text).toContain('data-booking-open="booking"');
    expect(text).toContain('<booking-widget id="booking" host="ann"');
  });

  it('for React is a component with properties in camel case', () => {
    expect(reactSnippet(choose({ hide: 'title', locale: 'de' }))).toContain(
      '<BookingWidget service="https://book.example" host="ann" event="intro" locale="de" hide="title">',
    );
  });

  it('holds no name that would end an attribute or an element', () => {
    expect(frameSnippet(choose({}))).toContain('title="Ann &amp; Sons &quot;Ltd&quot;"');
    expect(signatureSnippet(choose({}))).toContain('Ann &amp; Sons &quot;Ltd&quot;</a>');
  });

  it('leaves out event types that are gone', () => {
    expect(bookingLink(choose({ events: 'gone' }))).toBe('https://book.example/book/ann/intro');
  });

  it('names the socket and the other origin in the policy', () => {
    expect(policyLines(choose({}), 'https://project.supabase.co')).toBe(
      'script-src https://book.example;\nconnect-src https://book.example wss://book.example https://project.supabase.co;',
    );
    expect(policyLines(choose({}), 'https://book.example')).toMatch(/example wss:\/\/book\.example;$/);
  });
});

describe('the contrast of two colours', () => {
  it.each([
    ['#000000', '#ffffff', 21],
    ['#fff', '#ffffff', 1],
    ['#767676', '#ffffff', 4.54],
    ['#0b6660', '#ffffff', 6.77],
  ])('of %s and %s is %f, as WCAG defines it', (one, other, ratio) => {
    expect(contrast(one, other)).toBeCloseTo(ratio, 1);
  });

  it('is not known of what is no colour', () => {
    expect(contrast('red', '#fff')).toBeNull();
  });
});
