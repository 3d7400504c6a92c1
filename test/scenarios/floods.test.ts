import { describe, expect, it } from '@jest/globals';
import type { Destinations } from '../../lambda/engine/telling/routing';
import { consoleLogin, deactivateMfaDevice, elsewhere, enableMfaDevice } from '../../lambda/events/samples';
import { alertsOf, everywhere, ofPrograms } from '../engine/world';
import { virtualDevice } from './records';

const people = Array.from({ length: 60 }, (_, index) => `user${index + 1}`);
const mallory = { by: 'mallory', with: 'long-term-key', from: elsewhere } as const;

/** Few enough that nobody turns the channel off; a hundred of one story have made AWS disable mail subscriptions. */
const few = 10;

describe('one story of sixty users is told in a few messages', () => {
  it.each<[string, (user: string, index: number) => object]>([
    [
      'one password is tried with all of them',
      (by, index) => consoleLogin({ by, minute: index / 10, from: elsewhere, outcome: 'Failure', mfaUsed: 'No' }),
    ],
    [
      'all lose their devices',
      (user, index) =>
        deactivateMfaDevice({ ...mallory, for: user, minute: index / 10, serial: virtualDevice(`${user}-phone`) }),
    ],
    [
      'removing their devices is refused',
      (user, index) => deactivateMfaDevice({ ...mallory, for: user, minute: index / 10, error: 'AccessDenied' }),
    ],
    [
      'a help desk hands tokens to all of them',
      (user, index) =>
        enableMfaDevice({ by: 'bob', with: 'role', for: user, minute: index / 10, serial: `GAHT1234${index}` }),
    ],
  ])('%s', async (_name, record) => {
    const sent: string[] = [];
    const destinations: Destinations = {
      ...ofPrograms,
      routes: [everywhere([{ name: 'digest', minSeverity: 'low' }])],
      publish: (_topic, { severity, title }, update) => {
        sent.push(`${update}: ${severity}: ${title}`);
        return Promise.resolve();
      },
    };
    await alertsOf(people.map(record), { devices: {}, destinations });
    expect(sent.length).toBeGreaterThan(0);
    expect(sent.length).toBeLessThanOrEqual(few);
  });
});
