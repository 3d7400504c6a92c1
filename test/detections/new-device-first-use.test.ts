import { expect, it } from '@jest/globals';
import { detection } from '../../lambda/detections/new-device-first-use';
import { consoleLogin, enableMfaDevice, getSessionToken, phone, tablet } from '../../lambda/events/samples';
import type { World } from '../engine/world';
import { teller, type Told } from './told';

const told = teller(detection);

const theft = enableMfaDevice({ with: 'role', by: 'bob', for: 'alice' });
const alongside = ['mfa-device-added-for-another-user'];
const stolen: World = { alongside, devices: { alice: [phone] } };
const nameless = { patch: { requestParameters: { userName: 'alice' } } };
const unsaid = { patch: { additionalEventData: { MFAUsed: 'Yes' } } };

it.each<[string, object[], World, Told[]]>([
  [
    'a device that no record names is not known to be the same',
    [enableMfaDevice({ with: 'role', by: 'bob', for: 'alice', ...nameless }), consoleLogin({ minute: 4, ...unsaid })],
    stolen,
    [
      [
        'high',
        'HelpDesk/bob added an MFA device to alice',
        'alice already had 1 device',
        'done by HelpDesk/bob, not by alice',
        'CloudTrail does not record whether this role session used MFA',
        'the record does not name the device',
      ],
    ],
  ],
  [
    'a sign-in with the new device',
    [theft, consoleLogin({ minute: 4, device: tablet })],
    stolen,
    [
      [
        'high',
        'HelpDesk/bob added an MFA device to alice',
        'alice already had 1 device',
        'done by HelpDesk/bob, not by alice',
        'CloudTrail does not record whether this role session used MFA',
        'the new device was used 4 minutes after it was added: ConsoleLogin from 198.51.100.7',
      ],
    ],
  ],
  [
    'a session of STS with the new device, from no known address',
    [theft, getSessionToken({ minute: 4, serial: tablet, from: '' })],
    stolen,
    [
      [
        'high',
        'HelpDesk/bob added an MFA device to alice',
        'alice already had 1 device',
        'done by HelpDesk/bob, not by alice',
        'CloudTrail does not record whether this role session used MFA',
        'the new device was used 4 minutes after it was added: GetSessionToken from an address that was not recorded',
      ],
    ],
  ],
  [
    'only the first use is told',
    [theft, consoleLogin({ minute: 4, device: tablet }), consoleLogin({ minute: 5, device: tablet })],
    stolen,
    [
      [
        'high',
        'HelpDesk/bob added an MFA device to alice',
        'alice already had 1 device',
        'done by HelpDesk/bob, not by alice',
        'CloudTrail does not record whether this role session used MFA',
        'the new device was used 4 minutes after it was added: ConsoleLogin from 198.51.100.7',
      ],
    ],
  ],
  [
    'exactly a day later',
    [theft, consoleLogin({ minute: 1440, device: tablet })],
    stolen,
    [
      [
        'high',
        'HelpDesk/bob added an MFA device to alice',
        'alice already had 1 device',
        'done by HelpDesk/bob, not by alice',
        'CloudTrail does not record whether this role session used MFA',
        'the new device was used 24 hours after it was added: ConsoleLogin from 198.51.100.7',
      ],
    ],
  ],
  [
    'more than a day later',
    [theft, consoleLogin({ minute: 1441, device: tablet })],
    stolen,
    [
      [
        'high',
        'HelpDesk/bob added an MFA device to alice',
        'alice already had 1 device',
        'done by HelpDesk/bob, not by alice',
        'CloudTrail does not record whether this role session used MFA',
      ],
    ],
  ],
  [
    'after a failed attempt',
    [
      theft,
      consoleLogin({ minute: 3, device: tablet, outcome: 'Failure' }),
      consoleLogin({ minute: 4, device: tablet }),
    ],
    stolen,
    [
      [
        'high',
        'HelpDesk/bob added an MFA device to alice',
        'alice already had 1 device',
        'done by HelpDesk/bob, not by alice',
        'CloudTrail does not record whether this role session used MFA',
        'the new device was used 4 minutes after it was added: ConsoleLogin from 198.51.100.7',
      ],
    ],
  ],
  [
    'with another device',
    [theft, consoleLogin({ minute: 4, device: phone })],
    stolen,
    [
      [
        'high',
        'HelpDesk/bob added an MFA device to alice',
        'alice already had 1 device',
        'done by HelpDesk/bob, not by alice',
        'CloudTrail does not record whether this role session used MFA',
      ],
    ],
  ],
  [
    'with another device first',
    [theft, consoleLogin({ minute: 3, device: phone }), consoleLogin({ minute: 4, device: tablet })],
    stolen,
    [
      [
        'high',
        'HelpDesk/bob added an MFA device to alice',
        'alice already had 1 device',
        'done by HelpDesk/bob, not by alice',
        'CloudTrail does not record whether this role session used MFA',
        'the new device was used 4 minutes after it was added: ConsoleLogin from 198.51.100.7',
      ],
    ],
  ],
  [
    'before it was added',
    [consoleLogin({ minute: -1, device: tablet }), theft],
    stolen,
    [
      [
        'high',
        'HelpDesk/bob added an MFA device to alice',
        'alice already had 1 device',
        'done by HelpDesk/bob, not by alice',
        'CloudTrail does not record whether this role session used MFA',
      ],
    ],
  ],
  [
    'after it was enrolled again',
    [
      theft,
      enableMfaDevice({ with: 'role', by: 'bob', for: 'alice', minute: 10 }),
      consoleLogin({ minute: 14, device: tablet }),
    ],
    stolen,
    [
      [
        'high',
        'HelpDesk/bob added an MFA device to alice',
        'alice already had 1 device',
        'done by HelpDesk/bob, not by alice',
        'CloudTrail does not record whether this role session used MFA',
        'the new device was used 4 minutes after it was added: ConsoleLogin from 198.51.100.7',
      ],
    ],
  ],
  [
    'of a device whose enrolment is low',
    [theft, consoleLogin({ minute: 4, device: tablet })],
    { alongside, devices: {} },
    [
      [
        'low',
        'HelpDesk/bob added an MFA device to alice',
        'alice had no device',
        'done by HelpDesk/bob, not by alice',
        'CloudTrail does not record whether this role session used MFA',
      ],
    ],
  ],
  [
    'of a device whose enrolment was refused',
    [
      enableMfaDevice({ with: 'role', by: 'bob', for: 'alice', error: 'LimitExceededException' }),
      consoleLogin({ minute: 4, device: tablet }),
    ],
    stolen,
    [],
  ],
  [
    'settings of one’s own',
    [theft, consoleLogin({ minute: 61, device: tablet })],
    { ...stolen, settings: { 'new-device-first-use': { windowHours: 1 } } },
    [
      [
        'high',
        'HelpDesk/bob added an MFA device to alice',
        'alice already had 1 device',
        'done by HelpDesk/bob, not by alice',
        'CloudTrail does not record whether this role session used MFA',
      ],
    ],
  ],
])('what is told: %s', async (_, records, world, alerts) => {
  expect(await told(records, world)).toEqual(alerts);
});
