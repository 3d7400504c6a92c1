import { describe, expect, it } from '@jest/globals';
import type { Severity } from '../../lambda/detections/severity';
import { storiesOf, type Located, type Story } from '../../lambda/engine/story';
import { consoleLogin, phone, tablet } from '../../lambda/events/samples';
import { located } from './located';

const at = (minute: number): object => consoleLogin({ minute });
const named = (id: string, found: Partial<Parameters<typeof located>[0]> = {}): Located =>
  located({ records: [at(0)], ...found, detection: { id } });
const ids = (parts: readonly Located[]): string => parts.map(({ detection }) => detection.id).join(' ');
const told = (stories: Story[]): string[] => stories.map(({ parts }) => ids(parts)).sort();
const only = (...findings: Located[]): Story => {
  const [story, ...others] = storiesOf(findings);
  if (story === undefined || others.length > 0) throw new Error(`${others.length + 1} stories`);
  return story;
};
const exception = { reason: 'agreed', owner: 'jane', expires: '2026-12-01' };

describe('findings are one story', () => {
  const [a, b, c] = [
    [0, 1],
    [1, 2],
    [2, 3],
  ].map((minutes, index) => named('abc'.charAt(index), { records: minutes.map(at) })) as [Located, Located, Located];

  it('where they share an event, also by way of others', () => {
    expect(told(storiesOf([a, c]))).toEqual(['a', 'c']);
    for (const findings of [
      [a, b, c],
      [c, a, b],
      [b, c, a],
      [c, b, a],
    ])
      expect(told(storiesOf(findings))).toEqual(['a b c']);
  });

  it('and hold each event once, in time order', () => {
    const { events } = only(c, b, a);
    expect(events.map(({ time }) => time.slice(14, 16))).toEqual(['00', '01', '02', '03']);
  });

  const onPhone = (id: string, minutes: number[], key?: string): Located =>
    named(id, { records: minutes.map(at), serialNumbers: [phone], ...(key !== undefined && { key }) });

  it('where they concern one device within half an hour', () => {
    expect(told(storiesOf([onPhone('a', [0]), onPhone('b', [30])]))).toEqual(['a b']);
    expect(told(storiesOf([onPhone('b', [30]), onPhone('a', [0])]))).toEqual(['a b']);
    expect(told(storiesOf([onPhone('a', [0]), onPhone('b', [30.1])]))).toEqual(['a', 'b']);
  });

  it('where half an hour lies between the end of the one that lasts longest and the start of the next', () => {
    const [long, short, last] = [onPhone('long', [0, 60]), onPhone('short', [10]), onPhone('last', [80, 85])];
    for (const findings of [
      [long, short, last],
      [last, short, long],
      [short, long, last],
    ])
      expect(told(storiesOf(findings))).toEqual(['long last short']);
    expect(told(storiesOf([long, onPhone('later', [91])]))).toEqual(['later', 'long']);
    expect(told(storiesOf([onPhone('a', [0, 20]), onPhone('b', [45]), onPhone('c', [70])]))).toEqual(['a b c']);
  });

  it('not where they concern other devices, or a device of somebody else', () => {
    expect(told(storiesOf([onPhone('a', [0]), named('b', { records: [at(1)], serialNumbers: [tablet] })]))).toEqual([
      'a',
      'b',
    ]);
    expect(told(storiesOf([onPhone('a', [0]), onPhone('b', [1], '111122223333/bob')]))).toEqual(['a', 'b']);
  });
});

describe('the parts of a story', () => {
  it('come strongest first', () => {
    const parts = (['low', 'critical', 'info', 'high'] as Severity[]).map((severity) => named(severity, { severity }));
    expect(ids(only(...parts).parts)).toBe('critical high low info');
  });

  it.each<[string, Located, Located]>([
    ['what stands by itself before what is only a line', named('b'), named('a', { onlyIn: 'medium' })],
    ['more events before fewer', named('b', { records: [at(0), at(1)] }), named('a')],
    ['what began earlier', named('b', { records: [at(0), at(2)] }), named('a', { records: [at(1), at(2)] })],
    ['by id', named('a'), named('b')],
    ['by key', named('a', { key: 'a' }), named('a', { key: 'b' })],
  ])('that are as severe: %s', (_, first, second) => {
    expect(only(first, second).parts).toEqual([first, second]);
    expect(only(second, first).parts).toEqual([first, second]);
  });

  it('that add to others only stay where these are severe enough', () => {
    const [medium, line] = [named('medium'), named('line', { onlyIn: 'medium', severity: 'info' })];
    expect(ids(only(medium, line).parts)).toBe('medium line');
    expect(ids(only(named('low', { severity: 'low' }), line).parts)).toBe('low');
    expect(storiesOf([line])).toEqual([]);
    expect(
      storiesOf([line, named('other', { onlyIn: 'info', severity: 'critical' })]).map(({ parts }) => ids(parts)),
    ).toEqual(['other']);
  });
});

describe('a benign completion', () => {
  const swap = named('swap', { records: [at(0), at(5)], severity: 'info', settles: true });
  const removal = named('removal', { records: [at(0)], severity: 'high' });

  it('settles what rests on its events alone', () => {
    const story = only(removal, swap);
    expect([ids(story.parts), ids(story.settled)]).toEqual(['swap', 'removal']);
    expect(story.events).toHaveLength(2);
  });

  it('does not settle what rests on others, too, nor another completion', () => {
    const more = named('more', { records: [at(0), at(9)], severity: 'high' });
    const other = named('other', { records: [at(0)], severity: 'info', settles: true });
    const story = only(swap, more, other);
    expect([ids(story.parts), ids(story.settled)]).toEqual(['more swap other', '']);
  });

  it('may settle several, which come strongest first', () => {
    const story = only(swap, named('weak', { severity: 'low' }), removal);
    expect(ids(story.settled)).toBe('removal weak');
  });
});

describe('an exception', () => {
  it('of every part is the story’s', () => {
    const story = only(named('a', { exception }), named('b', { exception }));
    expect([ids(story.parts), ids(story.settled), story.exception]).toEqual(['a b', '', exception]);
  });

  it('of some parts takes these out of judgement', () => {
    const story = only(named('a', { exception, severity: 'high' }), named('b', { severity: 'low' }));
    expect([ids(story.parts), ids(story.settled), story.exception]).toEqual(['b', 'a', undefined]);
  });

  it('of none is none', () => {
    expect(only(named('a')).exception).toBeUndefined();
  });
});
