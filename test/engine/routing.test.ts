import { expect, it } from '@jest/globals';
import type { Route } from '../../lambda/engine/ports';
import { topicsFor, toEveryTopic } from '../../lambda/engine/routing';

const [payments, platform, other] = ['111122223333', '222233334444', '333344445555'];
const [inner, outer] = ['ou-ab12-inner000', 'ou-ab12-outer000'];

const route = (name: string, accounts: string[], organizationalUnits: string[]): Route => ({
  accounts,
  organizationalUnits,
  topics: [{ name, minSeverity: 'low' }],
});
const routes = [
  route('by account', [payments], []),
  route('by unit', [], [inner]),
  route('by either', [platform], [outer]),
  route('default', [], []),
];

it.each<[string, string, string[], string]>([
  ['an account that is named', payments, [], 'by account'],
  ['one that is named, in a unit of a later override', payments, [inner, outer], 'by account'],
  ['one in a unit', other, [inner], 'by unit'],
  ['one in a unit of a unit', other, [inner, outer], 'by unit'],
  ['one in the outer unit', other, [outer], 'by either'],
  ['one that is named beside a unit that it is not in', platform, [], 'by either'],
  ['one in another unit', other, ['ou-ab12-elsewhere'], 'default'],
  ['one whose units are not known', other, [], 'default'],
])('the first route that fits counts: %s', (_, account, units, name) => {
  expect(topicsFor(routes, account, units)).toEqual([{ name, minSeverity: 'low' }]);
});

it('without any route nobody is told', () => {
  expect(topicsFor([], payments, [inner])).toEqual([]);
});

it('every topic is told of everything, once, where that is asked for', () => {
  const told = toEveryTopic({ routes: [...routes, route('default', [other], [])], publish: () => Promise.resolve() });
  const names = ['by account', 'by unit', 'by either', 'default'];
  expect(topicsFor(told.routes, other, [])).toEqual(names.map((name) => ({ name, minSeverity: 'info' })));
});
