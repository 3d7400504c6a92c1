import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { most } from '../../cli/report/parts';
import { report } from '../../cli/report/report';
import { holds } from '../alerts/holds';
import { sampleAlert } from '../alerts/sample-alert';
import { findingsOf, hostileFindings } from './hostile-findings';
import { attribute, elementsOf, parsed, type Element } from './parsed-html';

const ours = new Set(
  [
    'html',
    'head',
    'meta',
    'title',
    'style',
    'body',
    'a',
    'header',
    'h1',
    'h2',
    'h3',
    'h4',
    'p',
    'nav',
    'ul',
    'ol',
    'li',
  ]
    .concat([
      'main',
      'section',
      'strong',
      'span',
      'dl',
      'dt',
      'dd',
      'details',
      'summary',
      'time',
      'code',
      'pre',
      'bdi',
      'div',
    ])
    .concat(['table', 'caption', 'thead', 'tbody', 'tr', 'th', 'td', 'figure', 'figcaption', 'footer'])
    .concat(['svg', 'desc', 'rect', 'line', 'text', 'g', 'circle', 'foreignObject']),
);

function shapeOf(element: Element): string {
  return `${element.tagName} ${element.attrs.map(({ name }) => name).join(' ')}`;
}

test('whatever the records say, the page is ours: no element, attribute, link or control character is theirs', () => {
  holds(
    fc.property(hostileFindings, (findings) => {
      const html = report(findings, () => ['Ask.'], '1.2.3');
      expect(html).not.toMatch(/[^\P{Cc}\n]|[\p{Cf}\p{Zl}\p{Zp}\p{Cs}\ufffe\uffff]/u);
      const elements = elementsOf(parsed(html));
      expect(elements.map(({ tagName }) => tagName).filter((name) => !ours.has(name))).toEqual([]);
      const attributes = new Set(elements.flatMap(({ attrs }) => attrs.map(({ name }) => name)));
      for (const name of attributes) expect(name).not.toMatch(/^(on|src|style|action|xlink|xmlns)/);
      const ids = elements.flatMap((element) => attribute(element, 'id') ?? []);
      expect(new Set(ids).size).toBe(ids.length);
      for (const element of elements)
        if (element.tagName === 'a') expect(ids).toContain(attribute(element, 'href')?.slice(1));
    }),
  );
});

test('texts change no structure: the same findings in harmless words make the same elements', () => {
  const of = (title: string, name: string): string[] =>
    elementsOf(
      parsed(
        report(
          findingsOf([sampleAlert({ severity: 'low', title, actor: { ...sampleAlert().actor, name } })], [], {
            path: title,
            problem: title,
            config: name,
          }),
          () => [],
          '1',
        ),
      ),
    ).map(shapeOf);
  // Nor is this a user name of IAM, for which there would be commands.
  const harmless = of('harmless', 'mallory smith');
  for (const text of ['</details><script>alert(1)</script>', '" onload="x', '--><style>*{}</style>', '&lt;b&gt;'])
    expect(of(text, text)).toEqual(harmless);
});

test('a run that was stopped says so first', () => {
  const findings = findingsOf([], [], { path: 'x', problem: 'x', config: 'x' });
  const stopped = { ...findings, replayed: { ...findings.replayed, isStopped: true } };
  const [whole, part] = [findings, stopped].map((one) => report(one, () => [], '1'));
  expect(part).toMatch(/<p class="verdict">\s*Stopped before its end: this is a part only\./);
  expect(whole).not.toContain('Stopped');
});

test('ten thousand alerts are all there, a hundred open, and what is beyond is said', () => {
  const alerts = Array.from({ length: most.alerts + 2 }, (_, index) => sampleAlert({ id: `a${index}` }));
  const html = report(findingsOf(alerts, [], { path: 'x', problem: 'x', config: 'x' }), () => ['Ask.'], '1.2.3');
  // Not `toContain`, which would print all of it.
  const has = (text: string): boolean => html.replace(/\s+/g, ' ').includes(text);
  expect(html.split('id="alert-')).toHaveLength(most.alerts + 1);
  expect(has('Shown are 10,000 of 10,002 alerts, the most severe first.')).toBe(true);
  expect(has('Commands and queries stand in the 1,000 most severe alerts only.')).toBe(true);
  expect(has('10,002 alerts of 10,002 should be looked at now.')).toBe(true);
  expect(html.split(/<details\s+class="alert critical"\s+id="[^"]*"\s+open\s*>/)).toHaveLength(101);
  expect(html.length).toBeLessThan(50_000_000);
});
