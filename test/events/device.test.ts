import { describe, expect, it } from '@jest/globals';
import { deviceKind, deviceLimit, notNamed } from '../../lambda/events/device';

describe('the serial number tells the kind of device', () => {
  it.each([
    ['arn:aws:iam::111122223333:mfa/alice-phone', 'virtual'],
    ['arn:aws-us-gov:iam::111122223333:mfa/alice-phone', 'virtual'],
    ['arn:aws:iam::111122223333:u2f/user/alice/key-ABCDEF', 'fido'],
    ['arn:aws:iam::111122223333:u2f/root-account-key', 'fido'],
    ['arn:aws:iam::111122223333:u2f/other', 'unknown'],
    ['arn:aws:iam::1111222233334:mfa/alice-phone', 'unknown'],
    ['arn:aws:iam::1111:u2f/user/alice/key', 'unknown'],
    ['arn:aws:iam::111122223333:sms-mfa/alice', 'unknown'],
    ['GAHT12345678', 'hardware'],
    [notNamed, 'unknown'],
    ['see arn:aws:iam::111122223333:mfa/alice-phone', 'hardware'],
    ['see arn:aws:iam::111122223333:u2f/user/alice/key', 'hardware'],
  ])('%s: %s', (serialNumber, kind) => {
    expect(deviceKind(serialNumber)).toBe(kind);
  });
});

it.each([
  ['us-east-1', 8],
  ['cn-north-1', 8],
  ['us-gov-west-1', 1],
])('a user in %s may have %d devices', (region, limit) => {
  expect(deviceLimit(region)).toBe(limit);
});
