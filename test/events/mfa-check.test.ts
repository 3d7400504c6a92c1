import { expect, it } from '@jest/globals';
import { failedMfaCheck, passedMfaCheck } from '../../lambda/events/mfa-check';
import {
  apiCall,
  checkMfa,
  consoleLogin,
  createVirtualMfaDevice,
  enableMfaDevice,
  getSessionToken,
  resyncMfaDevice,
} from '../../lambda/events/samples';
import { parse } from '../engine/world';

const identityCenter = (outcome: string, CredentialType?: string, LoginTo?: string): object =>
  consoleLogin({
    patch: {
      eventName: 'CredentialVerification',
      responseElements: null,
      serviceEventDetails: { CredentialVerification: outcome },
      additionalEventData: { CredentialType, LoginTo, MFAUsed: 'Yes' },
    },
  });
const withoutDevice = { requestParameters: { durationSeconds: 900 } };
const wrongCode = { error: 'InvalidAuthenticationCodeException' };

it.each<[string, object, 'failed' | 'passed' | undefined]>([
  ['a sign-in with MFA', consoleLogin(), 'passed'],
  ['a failed sign-in with MFA', consoleLogin({ outcome: 'Failure' }), 'failed'],
  ['a sign-in without MFA', consoleLogin({ mfaUsed: 'No' }), undefined],
  ['a failed sign-in without MFA', consoleLogin({ mfaUsed: 'No', outcome: 'Failure' }), undefined],
  [
    'the MFA step itself',
    checkMfa({ patch: { additionalEventData: { MFAUsed: 'Yes', CredentialType: 'TOTP' } } }),
    undefined,
  ],
  ['a code of Identity Center', identityCenter('Success', 'TOTP'), 'passed'],
  ['a wrong code of Identity Center', identityCenter('Failure', 'TOTP'), 'failed'],
  ['a key of Identity Center', identityCenter('Success', 'WEBAUTHN'), 'passed'],
  ['a password of Identity Center', identityCenter('Success', 'PASSWORD'), undefined],
  ['an identity provider’s word', identityCenter('Failure', 'EXTERNAL_IDP'), undefined],
  ['a credential of no type', identityCenter('Failure'), undefined],
  ['a smart card of WorkSpaces', identityCenter('Failure', 'SMARTCARD'), undefined],
  ['a code of WorkSpaces', identityCenter('Failure', 'TOTP', 'https://x.awsapps.com/workspaces/'), undefined],
  ['a code for the access portal', identityCenter('Failure', 'TOTP', 'https://x.awsapps.com/start/'), 'failed'],
  ['a session of STS with a device', getSessionToken(), 'passed'],
  ['a session of STS without device', getSessionToken({ patch: withoutDevice }), undefined],
  ['a refused session with a device', getSessionToken({ error: 'AccessDenied' }), 'failed'],
  ['a session that failed for another reason', getSessionToken({ error: 'ValidationError' }), undefined],
  [
    'a refused session, of which STS says that MFA failed',
    getSessionToken({
      error: 'AccessDenied',
      patch: {
        ...withoutDevice,
        errorMessage: 'MultiFactorAuthentication failed with invalid MFA one time pass code.',
      },
    }),
    'failed',
  ],
  ['a session refused otherwise', getSessionToken({ error: 'AccessDenied', patch: withoutDevice }), undefined],
  [
    'a session refused without a word',
    getSessionToken({ error: 'AccessDenied', patch: { ...withoutDevice, errorMessage: undefined } }),
    undefined,
  ],
  ['a wrong code while enrolling', enableMfaDevice(wrongCode), 'failed'],
  ['a wrong code while resynchronising', resyncMfaDevice(wrongCode), 'failed'],
  ['an enrolment', enableMfaDevice(), undefined],
  ['a refused enrolment', enableMfaDevice({ error: 'AccessDenied' }), undefined],
  ['the creation of a device', createVirtualMfaDevice(), undefined],
  ['a call of another service', apiCall('events', 'PutRule', { serialNumber: 'GAHT1' }, wrongCode), undefined],
  ['a call of another service that names a device', apiCall('events', 'PutRule', { serialNumber: 'GAHT1' }), undefined],
])('whether MFA was checked, and how it ended: %s', (_, record, check) => {
  const event = parse(record);
  expect([failedMfaCheck(event), passedMfaCheck(event)]).toEqual([check === 'failed', check === 'passed']);
});
