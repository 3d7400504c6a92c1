import { expect, it } from '@jest/globals';
import type { Route } from '../../lambda/config/environment';
import { toEveryDestination, wantingOf } from '../../lambda/engine/telling/routing';
import { ofPrograms } from './world';

const [payments, platform, other] = ['111122223333', '222233334444', '333344445555'];
const [inner, outer] = ['ou-ab12-inner000', 'ou-ab12-outer000'];

const route = (name: string, accounts: string[], organizationalUnits: string[]): Route => ({
  accounts,
  organizationalUnits,
  destinations: [{ name, minSeverity: 'low' }],
});
const alertIn = (account: string) => ({ account, detection: 'mfa-device-removed', related: ['mfa-device-added'] });
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
  expect(wantingOf({ routes, besides: [] }, alertIn(account), units)).toEqual([{ name, minSeverity: 'low' }]);
});

it('without any route nobody is told', () => {
  expect(wantingOf({ routes: [], besides: [] }, alertIn(payments), [inner])).toEqual([]);
});

it('all that fit are told beside the first route', () => {
  const besides = [route('everybody', [], []), route('elsewhere', [other], []), route('unit', [], [outer])];
  const wanting = wantingOf({ routes, besides }, alertIn(payments), [inner, outer]);
  expect(wanting.map(({ name }) => name)).toEqual(['by account', 'everybody', 'unit']);
});

it.each([
  ['the alert’s own', ['mfa-device-removed'], true],
  ['one that is part of it', ['mfa-device-swapped', 'mfa-device-added'], true],
  ['another', ['root-sign-in'], false],
  ['none', [], false],
])('a destination that asks for detections is told of %s: %j', (_, detections, isTold) => {
  const asking = {
    ...route('asking', [], []),
    destinations: [{ name: 'asking', minSeverity: 'low' as const, detections }],
  };
  expect(wantingOf({ routes: [], besides: [asking] }, alertIn(payments), [])).toHaveLength(isTold ? 1 : 0);
});

it('every destination is told of everything, once, where that is asked for', () => {
  const told = toEveryDestination({
    ...ofPrograms,
    routes: [...routes, route('default', [other], [])],
    besides: [route('siem', [other], [])],
    publish: () => Promise.resolve(),
  });
  const names = ['by account', 'by unit', 'by either', 'default', 'siem'];
  expect(wantingOf(told, alertIn(other), [])).toEqual(names.map((name) => ({ name, minSeverity: 'info' })));
});
