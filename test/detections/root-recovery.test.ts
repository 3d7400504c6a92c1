import { expect, it } from '@jest/globals';
import { detection } from '../../lambda/detections/root-recovery';
import { assumedRoot, loginProfileCall, rootLogin, rootPage } from '../../lambda/events/samples';
import type { World } from '../engine/world';
import { teller, type Told } from './told';

const told = teller(detection);

const failures = (minutes: number[]): object[] =>
  minutes.map((minute) => rootLogin({ minute, outcome: 'Failure', mfaUsed: 'No' }));

it.each<[string, object[], World, Told[]]>([
  [
    'requested',
    [rootPage('PasswordRecoveryRequested')],
    {},
    [
      [
        'high',
        'A recovery of root’s password was requested',
        'a recovery of root’s password was requested',
        'whoever knows root’s e-mail address can request this; completing it takes root’s mailbox',
      ],
    ],
  ],
  [
    'completed',
    [rootPage('PasswordRecoveryCompleted')],
    {},
    [['high', 'The recovery of root’s password was completed', 'the recovery of root’s password was completed']],
  ],
  [
    'a new password',
    [rootPage('PasswordUpdated')],
    {},
    [['high', 'Root’s password was changed', 'root’s password was changed']],
  ],
  [
    'a new address',
    [rootPage('EmailUpdated')],
    {},
    [['high', 'Root’s e-mail address was changed', 'root’s e-mail address was changed']],
  ],
  [
    'a new password, through IAM',
    [loginProfileCall('ChangePassword', { with: 'root-mfa' })],
    {},
    [['high', 'Root’s password was changed', 'root’s password was changed', 'the session was MFA-authenticated']],
  ],
  [
    'a first password, through IAM',
    [loginProfileCall('CreateLoginProfile', { with: 'root' })],
    {},
    [['high', 'A password was made for root', 'a password was made for root', 'root session without MFA']],
  ],
  [
    'a new password through IAM, refused',
    [
      loginProfileCall('ChangePassword', {
        with: 'root-mfa',
        error: 'PasswordPolicyViolationException',
        patch: { requestParameters: { userName: 'AWS ROOT USER' } },
      }),
    ],
    {},
    [
      [
        'medium',
        'Somebody tried to change root’s password, and AWS refused',
        'somebody tried to change root’s password, and AWS refused',
        'the session was MFA-authenticated',
      ],
    ],
  ],
  [
    'new passwords through IAM, refused without naming anybody',
    [0, 1, 2].map((minute) => loginProfileCall('ChangePassword', { minute, with: 'root', error: 'AccessDenied' })),
    {},
    [
      [
        'medium',
        'Somebody tried to change root’s password, and AWS refused',
        'somebody tried to change root’s password, and AWS refused',
        'root session without MFA',
      ],
    ],
  ],
  [
    'a first password through central root access, refused',
    [loginProfileCall('CreateLoginProfile', { error: 'EntityAlreadyExistsException', patch: assumedRoot })],
    {},
    [
      [
        'medium',
        'Somebody tried to make a password for root, and AWS refused',
        'somebody tried to make a password for root, and AWS refused',
        'CloudTrail does not record whether this AssumeRoot session used MFA',
      ],
    ],
  ],
  [
    'a password for a user, refused to root',
    [
      loginProfileCall('CreateLoginProfile', {
        with: 'root',
        error: 'EntityAlreadyExistsException',
        message: 'Login Profile for user alice already exists.',
      }),
    ],
    {},
    [],
  ],
  ['a user’s own new password, refused', [loginProfileCall('ChangePassword', { error: 'AccessDenied' })], {}, []],
  [
    'refused',
    [rootPage('PasswordRecoveryCompleted', { outcome: 'Failure' })],
    {},
    [
      [
        'medium',
        'Somebody tried to complete the recovery of root’s password, and AWS refused',
        'somebody tried to complete the recovery of root’s password, and AWS refused',
      ],
    ],
  ],
  [
    'requested, refused, and a sign-in',
    [
      rootPage('PasswordRecoveryRequested'),
      rootPage('PasswordRecoveryCompleted', { outcome: 'Failure', minute: 5 }),
      rootLogin({ minute: 9 }),
    ],
    {},
    [
      [
        'high',
        'A recovery of root’s password was requested',
        'a recovery of root’s password was requested',
        'somebody tried to complete the recovery of root’s password, and AWS refused',
        'root signed in 9 minutes after the first of these steps',
      ],
    ],
  ],
  [
    'a request, and a new address more than an hour later',
    [rootPage('PasswordRecoveryRequested'), rootPage('EmailUpdated', { minute: 61 })],
    {},
    [
      [
        'high',
        'A recovery of root’s password was requested',
        'a recovery of root’s password was requested',
        'whoever knows root’s e-mail address can request this; completing it takes root’s mailbox',
      ],
      ['high', 'Root’s e-mail address was changed', 'root’s e-mail address was changed'],
    ],
  ],
  [
    'a request, and a new address an hour later',
    [rootPage('PasswordRecoveryRequested'), rootPage('EmailUpdated', { minute: 60 })],
    {},
    [
      [
        'high',
        'Root’s e-mail address was changed',
        'a recovery of root’s password was requested',
        'root’s e-mail address was changed',
      ],
    ],
  ],
  [
    'five failures in 15 minutes',
    failures([0, 1, 2, 3, 15]),
    {},
    [['high', '5 sign-ins of root failed in 15 minutes', '5 sign-ins of root failed in 15 minutes']],
  ],
  [
    'six failures, and a sign-in',
    [...failures([0, 1, 2, 3, 4, 5]), rootLogin({ minute: 9 })],
    {},
    [
      [
        'high',
        '6 sign-ins of root failed in 15 minutes',
        '6 sign-ins of root failed in 15 minutes',
        'root signed in 9 minutes after the first of these steps',
      ],
    ],
  ],
  ['five failures in more', failures([0, 1, 2, 3, 15.1]), {}, []],
  [
    'five failures twice within an hour, and the more of them in one window',
    [...failures([0, 1, 2, 3, 4]), ...failures([30, 31, 32, 33, 34, 35])],
    {},
    [['high', '6 sign-ins of root failed in 15 minutes', '6 sign-ins of root failed in 15 minutes']],
  ],
  [
    'four failures, and a new password',
    [...failures([0, 1, 2, 3]), rootPage('PasswordUpdated', { minute: 5 })],
    {},
    [['high', 'Root’s password was changed', 'root’s password was changed']],
  ],
  [
    'a refused request, and five failures',
    [rootPage('PasswordRecoveryRequested', { outcome: 'Failure' }), ...failures([1, 2, 3, 4, 5])],
    {},
    [
      [
        'high',
        '5 sign-ins of root failed in 15 minutes',
        '5 sign-ins of root failed in 15 minutes',
        'somebody tried to request a recovery of root’s password, and AWS refused',
      ],
    ],
  ],
  ['a sign-in', [rootLogin()], {}, []],
  [
    'a user’s new password',
    [rootPage('PasswordUpdated', { patch: { userIdentity: { type: 'IAMUser', userName: 'alice' } } })],
    {},
    [],
  ],
  [
    'settings of one’s own',
    failures([0, 4]),
    { settings: { 'root-recovery': { failures: 2, windowMinutes: 5 } } },
    [['high', '2 sign-ins of root failed in 5 minutes', '2 sign-ins of root failed in 5 minutes']],
  ],
])('what is told: %s', async (_, records, world, alerts) => {
  expect(await told(records, world)).toEqual(alerts);
});
