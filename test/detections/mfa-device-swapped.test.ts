import { expect, it } from '@jest/globals';
import { detection } from '../../lambda/detections/mfa-device-swapped';
import { deactivateMfaDevice, elsewhere, enableMfaDevice, phone } from '../../lambda/events/samples';
import type { World } from '../engine/world';
import { teller, type Told } from './told';

const told = teller(detection);

const bob = { with: 'role', by: 'bob', for: 'alice' } as const;
const own = { with: 'console-mfa' } as const;
const root = { with: 'root-mfa', for: 'AWS ROOT USER' } as const;
const removed = (how: object, minute = 0): object => deactivateMfaDevice({ ...how, serial: phone, minute });
const added = (how: object, minute = 5): object => enableMfaDevice({ ...how, minute });
const nameless = { patch: { requestParameters: { userName: 'alice' } } };

it.each<[string, object[], World, Told[]]>([
  [
    'for a device that the record does not name',
    [removed(own), added({ ...own, ...nameless })],
    {},
    [
      [
        'info',
        'alice replaced their own MFA device',
        'old device removed and new one added by alice with MFA, from one address',
      ],
    ],
  ],
  [
    'not if the one that was removed later may be the one that was added',
    [added(nameless, 0), removed(bob, 5)],
    {},
    [],
  ],
  [
    'not if the records do not say whose they are',
    [removed({ ...bob, patch: { requestParameters: null } }), added({ ...bob, patch: { requestParameters: null } })],
    {},
    [],
  ],
  [
    'by the owner with MFA, from one address',
    [removed(own), added(own)],
    {},
    [
      [
        'info',
        'alice replaced their own MFA device',
        'old device removed and new one added by alice with MFA, from one address',
      ],
    ],
  ],
  [
    'by the owner with a session token',
    [removed({ with: 'session-mfa' }), added({ with: 'session-mfa' })],
    {},
    [
      [
        'low',
        'alice replaced their own MFA device',
        'made with a session token, not in the console',
        'old device removed and new one added by alice with MFA, from one address',
      ],
    ],
  ],
  [
    'by the owner with MFA, from two addresses',
    [removed(own), added({ ...own, from: elsewhere })],
    {},
    [
      [
        'high',
        'alice replaced their own MFA device',
        'old device removed from 198.51.100.7, new one added from 203.0.113.9',
      ],
    ],
  ],
  [
    'by the owner with MFA, whose address is not recorded',
    [removed({ ...own, from: '' }), added({ ...own, from: '' })],
    {},
    [
      [
        'high',
        'alice replaced their own MFA device',
        'old device removed from an unknown address, new one added from an unknown address',
      ],
    ],
  ],
  [
    'by the owner, who adds without MFA',
    [removed(own), added({})],
    {},
    [['high', 'alice replaced their own MFA device', 'the new device was added by alice: console session without MFA']],
  ],
  [
    'by the owner, who removes without MFA',
    [removed({}), added(own)],
    {},
    [
      [
        'critical',
        'alice replaced their own MFA device',
        'the old device was removed by alice: console session without MFA',
      ],
    ],
  ],
  [
    'by the owner with a key',
    [removed({ with: 'long-term-key' }), added({ with: 'long-term-key' })],
    {},
    [
      [
        'critical',
        'alice replaced their own MFA device',
        'the old device was removed by alice: long-term key without MFA',
        'the new device was added by alice: long-term key without MFA',
      ],
    ],
  ],
  [
    'by a help desk',
    [removed(bob), added(bob)],
    {},
    [['high', "HelpDesk/bob replaced alice's MFA device", 'done by HelpDesk/bob, not by alice']],
  ],
  [
    'by a help desk and the owner',
    [removed(bob), added(own)],
    {},
    [
      [
        'high',
        "alice's MFA device was replaced: HelpDesk/bob removed the old one, alice added the new one",
        'done by HelpDesk/bob, not by alice',
      ],
    ],
  ],
  [
    'by a help desk and the owner without MFA, from elsewhere',
    [removed(bob), added({ from: elsewhere })],
    {},
    [
      [
        'high',
        "alice's MFA device was replaced: HelpDesk/bob removed the old one, alice added the new one",
        'the new device was added by alice: console session without MFA',
        'done by HelpDesk/bob, not by alice',
        'old device removed from 198.51.100.7, new one added from 203.0.113.9',
      ],
    ],
  ],
  [
    'by somebody else without MFA',
    [removed({ by: 'mallory', for: 'alice' }), added({ by: 'mallory', for: 'alice' })],
    {},
    [
      [
        'critical',
        "mallory replaced alice's MFA device",
        'the old device was removed by mallory: console session without MFA',
        'the new device was added by mallory: console session without MFA',
        'done by mallory, not by alice',
      ],
    ],
  ],
  [
    'by root, of root',
    [removed(root), added(root)],
    {},
    [['critical', 'root replaced their own MFA device', 'root’s MFA device was replaced']],
  ],
  [
    'two devices replaced by one, by the owner and a help desk',
    [removed(own), deactivateMfaDevice({ ...bob, serial: 'GAHT1', minute: 1 }), added(own)],
    {},
    [
      [
        'high',
        "alice's MFA device was replaced: HelpDesk/bob removed the old one, alice added the new one",
        'done by HelpDesk/bob, not by alice',
        'old device removed and new one added by alice with MFA, from one address',
      ],
    ],
  ],
  [
    'first added, then removed half an hour later',
    [added(own, 0), removed(own, 30)],
    {},
    [
      [
        'info',
        'alice replaced their own MFA device',
        'old device removed and new one added by alice with MFA, from one address',
      ],
    ],
  ],
  ['first added, then removed after more than half an hour', [added(own, 0), removed(own, 30.1)], {}, []],
  ['first removed, then added after more than half an hour', [removed(own, 0), added(own, 30.1)], {}, []],
  [
    'a device of the same name comes back',
    [deactivateMfaDevice(own), added(own)],
    {},
    [
      [
        'info',
        'alice replaced their own MFA device',
        'old device removed and new one added by alice with MFA, from one address',
      ],
    ],
  ],
  ['what was added is removed', [added(own, 0), deactivateMfaDevice({ ...own, minute: 1 })], {}, []],
  [
    'removed and added in the same second, under the same name',
    [deactivateMfaDevice(own), added(own, 0)],
    {},
    [
      [
        'info',
        'alice replaced their own MFA device',
        'old device removed and new one added by alice with MFA, from one address',
      ],
    ],
  ],
  ['a refused removal', [removed({ ...own, error: 'AccessDenied' }), added(own)], {}, []],
  [
    'eleven devices removed before one is added',
    [
      ...Array.from({ length: 11 }, (_, minute) =>
        deactivateMfaDevice({ ...bob, serial: `GAHT${minute + 10}`, minute }),
      ),
      added(bob, 11),
    ],
    {},
    [['high', "HelpDesk/bob replaced alice's MFA device", 'done by HelpDesk/bob, not by alice']],
  ],
  [
    'eleven devices removed before one is added, of which the first does not count',
    [
      deactivateMfaDevice({ by: 'carol', for: 'alice', serial: 'GAHT1' }),
      ...Array.from({ length: 10 }, (_, minute) =>
        deactivateMfaDevice({ ...bob, serial: `GAHT${minute + 10}`, minute: minute + 1 }),
      ),
      added(bob, 11),
    ],
    {},
    [['high', "HelpDesk/bob replaced alice's MFA device", 'done by HelpDesk/bob, not by alice']],
  ],
  [
    'one is added before eleven are removed, of which the last does not count',
    [
      added(bob, 0),
      ...Array.from({ length: 10 }, (_, minute) =>
        deactivateMfaDevice({ ...bob, serial: `GAHT${minute + 10}`, minute: minute + 1 }),
      ),
      deactivateMfaDevice({ by: 'carol', for: 'alice', serial: 'GAHT1', minute: 11 }),
    ],
    {},
    [['high', "HelpDesk/bob replaced alice's MFA device", 'done by HelpDesk/bob, not by alice']],
  ],
  [
    'two devices, removed by two others',
    [
      removed(bob),
      deactivateMfaDevice({ with: 'console-mfa', by: 'carol', for: 'alice', serial: 'GAHT1', minute: 1 }),
      added(own),
    ],
    {},
    [
      [
        'high',
        "alice's MFA device was replaced: HelpDesk/bob and carol removed the old one, alice added the new one",
        'done by HelpDesk/bob, not by alice',
        'done by carol, not by alice',
      ],
    ],
  ],
  [
    'by the owner, who uses a session token for one of two calls',
    [removed(own), added({ with: 'session-mfa' })],
    {},
    [
      [
        'low',
        'alice replaced their own MFA device',
        'made with a session token, not in the console',
        'old device removed and new one added by alice with MFA, from one address',
      ],
    ],
  ],
  [
    'settings of one’s own',
    [removed(own), added(own)],
    { settings: { 'mfa-device-swapped': { windowMinutes: 4 } } },
    [],
  ],
])('what is told: %s', async (_, records, world, alerts) => {
  expect(await told(records, world)).toEqual(alerts);
});
