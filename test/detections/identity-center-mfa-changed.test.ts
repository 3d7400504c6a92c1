import { expect, it } from '@jest/globals';
import { detection } from '../../lambda/detections/identity-center-mfa-changed';
import { account, apiCall } from '../../lambda/events/samples';
import type { World } from '../engine/world';
import { teller, type Told } from './told';

const told = teller(detection);

const [alice, bob] = ['a4b8-alice', 'a4b8-bob'];
const role = { by: 'bob', with: 'role' } as const;
const portal = (identity: object): { patch: Record<string, unknown> } => ({
  patch: {
    sessionCredentialFromConsole: undefined,
    userIdentity: { type: 'IdentityCenterUser', accountId: account, ...identity },
  },
});
const own = portal({ onBehalfOf: { userId: alice } });
/** As AWS's samples of 2025 have it: the account stands where the principal's id would. */
const transitional = portal({
  type: 'Unknown',
  principalId: account,
  userName: 'alice',
  onBehalfOf: { userId: alice },
});
const call = (name: string, userId?: string, how: object = role): object =>
  apiCall('sso-directory', name, userId === undefined ? {} : { userId }, how);

it.each<[string, object[], World, Told[]]>([
  [
    'an app registered for somebody',
    [call('CompleteVirtualMfaDeviceRegistration', alice)],
    {},
    [
      [
        'high',
        'In Identity Center, HelpDesk/bob registered an authenticator app for a4b8-alice',
        'HelpDesk/bob registered an authenticator app for a4b8-alice',
        'CloudTrail does not record whether this role session used MFA',
      ],
    ],
  ],
  [
    'a key registered for somebody',
    [call('CompleteWebAuthnDeviceRegistration', alice)],
    {},
    [
      [
        'high',
        'In Identity Center, HelpDesk/bob registered a passkey or security key for a4b8-alice',
        'HelpDesk/bob registered a passkey or security key for a4b8-alice',
        'CloudTrail does not record whether this role session used MFA',
      ],
    ],
  ],
  [
    'a device of somebody changed',
    [call('UpdateMfaDeviceForUser', alice)],
    {},
    [
      [
        'high',
        'In Identity Center, HelpDesk/bob changed an MFA device of a4b8-alice',
        'HelpDesk/bob changed an MFA device of a4b8-alice',
        'CloudTrail does not record whether this role session used MFA',
      ],
    ],
  ],
  [
    'a device of somebody removed',
    [call('DeleteMfaDeviceForUser', alice)],
    {},
    [
      [
        'high',
        'In Identity Center, HelpDesk/bob removed an MFA device of a4b8-alice',
        'HelpDesk/bob removed an MFA device of a4b8-alice',
        'CloudTrail does not record whether this role session used MFA',
      ],
    ],
  ],
  [
    'a device of nobody known removed',
    [call('DeleteMfaDeviceForUser')],
    {},
    [
      [
        'high',
        'In Identity Center, HelpDesk/bob removed an MFA device of a user that the record does not name',
        'HelpDesk/bob removed an MFA device of a user that the record does not name',
        'CloudTrail does not record whether this role session used MFA',
      ],
    ],
  ],
  [
    'the settings changed',
    [apiCall('sso', 'PutMfaDeviceManagementForDirectory', {}, role)],
    {},
    [
      [
        'high',
        'HelpDesk/bob changed the MFA settings of Identity Center',
        'PutMfaDeviceManagementForDirectory by HelpDesk/bob: what is asked of everybody at sign-in may have changed',
        'CloudTrail does not record whether this role session used MFA',
      ],
    ],
  ],
  [
    'the settings changed, in the directory',
    [apiCall('sso-directory', 'PutMfaDeviceManagementForDirectory', {}, role)],
    {},
    [
      [
        'high',
        'HelpDesk/bob changed the MFA settings of Identity Center',
        'PutMfaDeviceManagementForDirectory by HelpDesk/bob: what is asked of everybody at sign-in may have changed',
        'CloudTrail does not record whether this role session used MFA',
      ],
    ],
  ],
  [
    'the configuration changed, under either spelling',
    [
      apiCall('sso', 'UpdateSsoConfiguration', {}, role),
      apiCall('sso', 'UpdateSSOConfiguration', {}, { ...role, minute: 30 }),
    ],
    {},
    [
      [
        'high',
        'HelpDesk/bob changed the MFA settings of Identity Center',
        'UpdateSsoConfiguration by HelpDesk/bob: what is asked of everybody at sign-in may have changed',
        'UpdateSSOConfiguration by HelpDesk/bob: what is asked of everybody at sign-in may have changed',
        'CloudTrail does not record whether this role session used MFA',
      ],
    ],
  ],
  [
    'the settings changed twice, more than half an hour apart',
    [
      apiCall('sso', 'UpdateSsoConfiguration', {}, role),
      apiCall('sso', 'UpdateSsoConfiguration', {}, { ...role, minute: 31 }),
    ],
    {},
    [
      [
        'high',
        'HelpDesk/bob changed the MFA settings of Identity Center',
        'UpdateSsoConfiguration by HelpDesk/bob: what is asked of everybody at sign-in may have changed',
        'CloudTrail does not record whether this role session used MFA',
      ],
      [
        'high',
        'HelpDesk/bob changed the MFA settings of Identity Center',
        'UpdateSsoConfiguration by HelpDesk/bob: what is asked of everybody at sign-in may have changed',
        'CloudTrail does not record whether this role session used MFA',
      ],
    ],
  ],
  [
    'one’s own app',
    [call('CompleteVirtualMfaDeviceRegistration', alice, own)],
    {},
    [
      [
        'info',
        'In Identity Center, a4b8-alice registered an authenticator app for their own user',
        'a4b8-alice registered an authenticator app for their own user, in the access portal',
        'CloudTrail does not record whether this Identity Center session used MFA',
      ],
    ],
  ],
  [
    'one’s own app, where the record names nobody',
    [call('CompleteVirtualMfaDeviceRegistration', undefined, own)],
    {},
    [
      [
        'info',
        'In Identity Center, a4b8-alice registered an authenticator app for their own user',
        'a4b8-alice registered an authenticator app for their own user, in the access portal',
        'CloudTrail does not record whether this Identity Center session used MFA',
      ],
    ],
  ],
  [
    'one’s own app, in older records',
    [
      apiCall(
        'sso-directory',
        'CompleteVirtualMfaDeviceRegistration',
        { userId: 'A4B8-ALICE' },
        portal({ type: 'Unknown', principalId: alice, userName: 'alice' }),
      ),
    ],
    {},
    [
      [
        'info',
        'In Identity Center, alice registered an authenticator app for their own user',
        'alice registered an authenticator app for their own user, in the access portal',
        'CloudTrail does not record whether this Identity Center session used MFA',
      ],
    ],
  ],
  [
    'one’s own app, in older records that give the name',
    [
      apiCall(
        'sso-directory',
        'CompleteVirtualMfaDeviceRegistration',
        { userName: 'Alice' },
        portal({ type: 'Unknown', userName: 'alice' }),
      ),
    ],
    {},
    [
      [
        'info',
        'In Identity Center, alice registered an authenticator app for their own user',
        'alice registered an authenticator app for their own user, in the access portal',
        'CloudTrail does not record whether this Identity Center session used MFA',
      ],
    ],
  ],
  [
    'an app, by one who may be named elsewhere in the request',
    [
      apiCall(
        'sso-directory',
        'CompleteVirtualMfaDeviceRegistration',
        { target: alice },
        portal({ type: 'Unknown', principalId: alice }),
      ),
    ],
    {},
    [
      [
        'high',
        'In Identity Center, a4b8-alice registered an authenticator app for a user that the record does not name',
        'a4b8-alice registered an authenticator app for a user that the record does not name',
        'CloudTrail does not record whether this Identity Center session used MFA',
      ],
    ],
  ],
  [
    'one’s own app, by the id that stands beside the name',
    [
      call('CompleteVirtualMfaDeviceRegistration', alice, transitional),
      apiCall('sso-directory', 'DeleteMfaDeviceForUser', {}, { minute: 1, ...transitional }),
    ],
    {},
    [
      [
        'info',
        'In Identity Center, alice registered an authenticator app for their own user',
        'alice registered an authenticator app for their own user, in the access portal',
        'alice removed an MFA device of their own user, in the access portal',
        'CloudTrail does not record whether this Identity Center session used MFA',
      ],
    ],
  ],
  [
    'somebody else’s device that is called as who acts',
    [apiCall('sso-directory', 'DeleteMfaDeviceForUser', { userId: bob, deviceName: alice }, own)],
    {},
    [
      [
        'high',
        'In Identity Center, a4b8-alice removed an MFA device of a4b8-bob',
        'a4b8-alice removed an MFA device of a4b8-bob',
        'CloudTrail does not record whether this Identity Center session used MFA',
      ],
    ],
  ],
  [
    'a device of somebody whose id is the name of who acts',
    [call('DeleteMfaDeviceForUser', 'alice', transitional)],
    {},
    [
      [
        'high',
        'In Identity Center, alice removed an MFA device of alice',
        'alice removed an MFA device of alice',
        'CloudTrail does not record whether this Identity Center session used MFA',
      ],
    ],
  ],
  [
    'the app of another portal user',
    [call('CompleteVirtualMfaDeviceRegistration', bob, own)],
    {},
    [
      [
        'high',
        'In Identity Center, a4b8-alice registered an authenticator app for a4b8-bob',
        'a4b8-alice registered an authenticator app for a4b8-bob',
        'CloudTrail does not record whether this Identity Center session used MFA',
      ],
    ],
  ],
  [
    'a role of one’s own name',
    [call('CompleteVirtualMfaDeviceRegistration', 'HelpDesk/bob')],
    {},
    [
      [
        'high',
        'In Identity Center, HelpDesk/bob registered an authenticator app for HelpDesk/bob',
        'HelpDesk/bob registered an authenticator app for HelpDesk/bob',
        'CloudTrail does not record whether this role session used MFA',
      ],
    ],
  ],
  [
    'one’s own app, and then somebody else’s key for one',
    [
      call('CompleteVirtualMfaDeviceRegistration', alice, own),
      call('CompleteWebAuthnDeviceRegistration', alice, { ...role, minute: 5 }),
    ],
    {},
    [
      [
        'high',
        'In Identity Center, HelpDesk/bob registered a passkey or security key for a4b8-alice',
        'HelpDesk/bob registered a passkey or security key for a4b8-alice',
        'a4b8-alice registered an authenticator app for their own user, in the access portal',
        'CloudTrail does not record whether this role session used MFA',
      ],
    ],
  ],
  ['refused', [call('DeleteMfaDeviceForUser', alice, { ...role, error: 'AccessDenied' })], {}, []],
])('what is told: %s', async (_, records, world, alerts) => {
  expect(await told(records, world)).toEqual(alerts);
});
