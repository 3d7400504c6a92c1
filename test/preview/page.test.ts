import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { noticeChatMessage } from '../../lambda/alerts/notice-message';
import { storyPage, viewPage } from '../../preview/page';
import { serve, type Site } from '../../preview/site';
import { slackView } from '../../preview/slack';
import { readStories, storiesOf, type Story } from '../../preview/stories';
import { fuzzedAlert } from '../alerts/fuzzed-alert';
import { fuzzedNotice } from '../alerts/fuzzed-notice';
import { holds } from '../alerts/holds';
import { sampleAlert } from '../alerts/sample-alert';

/** What our own templates are made of. */
const elements = new Set(
  (
    'html head meta title link body nav main section details summary div h1 h2 h3 h4 p ul li a span b i s code pre ' +
    'blockquote time label input button'
  ).split(' '),
);
const attributes = new Set(
  'lang charset name content rel href class type title target open aria-current aria-hidden'.split(' '),
);
const links = /^(\/|https:\/\/[\w-]+\.console\.aws\.amazon\.com\/|https:\/\/example\.com\/)/;
const tag = /<(\/?)([a-z]\w*)((?: +[a-z-]+(?:="[^"<>]*")?)*) *\/?>/g;
const attribute = /([a-z-]+)(?:="([^"]*)")?/g;

/** Angle brackets, elements, attributes and links that we do not write, and what would ping people. */
function foreignIn(page: string): string[] {
  const markup = page.replace(/^<!doctype html>/, '');
  const brackets = markup.replace(tag, '').match(/[<>].{0,40}/g) ?? [];
  const tags = [...markup.matchAll(tag)].flatMap(([, , name = '', list = '']) => [
    ...(elements.has(name) ? [] : [name]),
    ...[...list.matchAll(attribute)].flatMap(([whole, key = '', value = '']) => {
      const isBad =
        !attributes.has(key) ||
        (key === 'href' && !links.test(value)) ||
        (key === 'class' && /ping|emoji|^link$/.test(value));
      return isBad ? [whole] : [];
    }),
  ]);
  return [...brackets, ...tags];
}

/** What a reader sees of it. */
function textOf(page: string): string {
  return page
    .replace(/<[^>]*>/g, '')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&');
}

/** Hostile in every text but our own ids and what is checked before it gets into an alert. */
const hostileAlert = fuzzedAlert.map((alert) => ({
  ...alert,
  detection: 'mfa-device-added-without-mfa',
  account: '111122223333',
  time: '2026-11-20T09:16:12Z',
  lastSeen: '2026-11-20T09:16:12Z',
}));

const plain = (text: string): string => text.replace(/\u001b\[\d+m/g, '');

describe('the preview of the sample trail', () => {
  let stories: Story[];
  let site: Site;
  beforeAll(async () => {
    stories = await readStories([]);
    site = await serve(stories, 0);
  });
  afterAll(() => {
    site.close();
  });

  it('begins with the worst, and has a drill and notices too', () => {
    expect(stories[0]?.severity).toBe('critical');
    expect(new Set(stories.map(({ group }) => group))).toEqual(new Set(['Alerts', 'Drill', 'Notices']));
    expect(new Set(stories.map(({ id }) => id)).size).toBe(stories.length);
  });

  it('lists every message, and shows it in every form', async () => {
    for (const story of stories) {
      const page = textOf(await (await fetch(`${site.url}/${story.id}`)).text());
      for (const { title } of stories) expect(page).toContain(title);
      expect(page).toContain(story.mail.subject);
      expect(page).toContain(story.mail.body);
      expect(page).toContain(plain(story.terminal ?? ''));
    }
  });

  it('shows the answer in the thread of an alert', async () => {
    for (const story of stories.filter(({ group }) => group === 'Alerts'))
      expect(textOf(await (await fetch(`${site.url}/${story.id}/slack`)).text())).toContain('in the thread');
  });

  it('shows how an alert becomes more severe, and what was told before', async () => {
    const [risen, ...more] = stories.filter(({ mail }) => mail.subject.includes('(raised)'));
    expect(more).toEqual([]);
    const page = textOf(await (await fetch(`${site.url}/${risen?.id ?? ''}/slack`)).text());
    expect(page).toMatch(/MEDIUM: [^]*2 replies in the thread[^]*HIGH \(raised\): /);
  });

  it('says that nothing runs and nothing is loaded from elsewhere', async () => {
    const { status, headers } = await fetch(site.url);
    expect(status).toBe(200);
    expect(headers.get('content-security-policy')).toMatch(/^default-src 'none'; style-src 'self'/);
    expect((await fetch(`${site.url}/style.css`)).headers.get('content-type')).toBe('text/css');
  });

  it.each(['/nowhere', '/%', '//', '/drill/other', '/drill/mail/more', '/../package.json'])(
    'has no page %s',
    async (path) => {
      expect((await fetch(site.url + path)).status).toBe(404);
    },
  );
});

describe('hostile text', () => {
  it('of an alert gives pages of our own elements, without script, ping, or link away from AWS', () => {
    holds(
      fc.property(hostileAlert, (alert) => {
        const stories = storiesOf([alert]);
        const pages = stories.map((story) => storyPage(stories, story));
        expect(pages.flatMap(foreignIn)).toEqual([]);
      }),
    );
  });

  it('of a notice gives such a message', () => {
    holds(
      fc.property(fuzzedNotice, (notice) => {
        const { markup } = slackView([noticeChatMessage(notice).Message], '2026-11-20T09:16:12Z');
        expect(foreignIn(markup)).toEqual([]);
      }),
    );
  });

  it('would be seen', () => {
    const message = JSON.stringify({
      version: '1.0',
      source: 'custom',
      content: { title: '<!channel>', description: '<https://evil.example/|fix> :eyes:', keywords: [] },
      metadata: { threadId: 'a', additionalContext: {}, enableCustomActions: false },
    });
    expect(foreignIn(slackView([message], '2026-11-20T09:16:12Z').markup)).toEqual([
      'class="ping"',
      'href="https://evil.example/"',
      'class="emoji"',
    ]);
    expect(foreignIn('<img src="x"> <a onclick="x">')).toEqual(['img', 'src="x"', 'onclick="x"']);
  });

  it('is shown as it is', () => {
    const accountName = '<img src=x onerror="alert(1)">';
    const pages = storiesOf([sampleAlert({ accountName })])
      .slice(0, 1)
      .map((story) => viewPage(story, 'slack'));
    expect(pages.map(textOf).join('')).toContain(accountName);
    expect(pages.flatMap(foreignIn)).toEqual([]);
  });
});

describe('buttons', () => {
  it('are where somebody can answer: a drill has none', () => {
    const stories = storiesOf([sampleAlert()]);
    const withButtons = stories.filter((story) => textOf(viewPage(story, 'slack')).includes('Acknowledge'));
    expect(withButtons.map(({ group }) => group)).toEqual(['Alerts']);
  });
});
