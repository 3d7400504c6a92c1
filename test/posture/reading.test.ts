import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseAuthorizationDetails } from '../../lambda/posture/authorization-details';
import { parseCredentialReport } from '../../lambda/posture/credential-report';
import { enrolmentOf } from '../../lambda/posture/enrolment';
import { root } from '../../lambda/posture/snapshot';
import { parseVirtualDevices } from '../../lambda/posture/virtual-devices';
import { credentialReport, details, virtualDevices } from './saved-files';

describe('authorization details', () => {
  test('give each user the own policies, the groups’ and the boundary, in the version that is in force', () => {
    const { users, roles, unread } = parseAuthorizationDetails(details);
    expect(users?.[0]?.layers.identity.map(({ id, holder }) => [id, holder])).toEqual([
      ['user/alice/Work', 'user alice'],
      ['arn:aws:iam::111122223333:policy/SelfService', 'group Developers'],
    ]);
    expect(roles?.map(({ name }) => name)).toEqual(['Admin']);
    expect(users?.map((user) => enrolmentOf(user).verdict)).toEqual(['exposed']);
    expect(unread).toEqual([]);
  });

  test('are the same with documents as the API sends them, URL-encoded', () => {
    const encoded: unknown = JSON.parse(JSON.stringify(details), (key, value: unknown) =>
      /Document$/.test(key) ? encodeURIComponent(JSON.stringify(value)) : value,
    );
    expect(parseAuthorizationDetails(encoded)).toEqual(parseAuthorizationDetails(details));
  });

  test('name what cannot be read, each place once, and leave it undecided', () => {
    const [alice] = details.UserDetailList;
    const gone = { PermissionsBoundaryArn: 'arn:aws:iam::111122223333:policy/Gone' };
    const broken = {
      ...details,
      UserDetailList: [{ ...alice, PermissionsBoundary: gone }, { ...alice, UserName: 'bob' }, { UserName: 7 }],
      GroupDetailList: [],
    };
    const { users, unread } = parseAuthorizationDetails(broken);
    expect(users?.map((user) => enrolmentOf(user).verdict)).toEqual(['not decided', 'not decided']);
    expect(unread).toEqual([
      { where: 'authorization details, UserDetailList 3', what: 'UserName is missing or malformed', entryOf: 'users' },
      { where: 'policy group/Developers', what: 'the group is not among those that were read' },
      { where: 'policy arn:aws:iam::111122223333:policy/Gone', what: 'its text was not read' },
    ]);
  });
});

describe('the credential report', () => {
  test('gives root and users, with active keys only and no times that are not recorded', () => {
    const { credentials, unread } = parseCredentialReport(credentialReport);
    expect(credentials?.get('alice')).toEqual({
      user: 'alice',
      createdAt: '2024-01-01T00:00:00+00:00',
      hasPassword: true,
      passwordChangedAt: '2024-01-01T00:00:00+00:00',
      hasMfa: false,
      keys: [{ place: 1, rotatedAt: '2024-01-02T00:00:00+00:00' }],
    });
    expect(credentials?.get(root)).toEqual({
      user: root,
      createdAt: '2020-01-01T00:00:00+00:00',
      hasMfa: true,
      keys: [],
    });
    expect(unread).toEqual([]);
  });

  test('is the same in the JSON of the command line', () => {
    const json = JSON.stringify({
      Content: Buffer.from(credentialReport).toString('base64'),
      ReportFormat: 'text/csv',
    });
    expect(parseCredentialReport(json)).toEqual(parseCredentialReport(credentialReport));
  });

  test('takes quoted names with commas, and lines that end as on Windows', () => {
    const quoted = credentialReport.replace('alice,', '"a,lice",').replaceAll('\n', '\r\n');
    expect([...(parseCredentialReport(quoted).credentials?.keys() ?? [])]).toEqual([root, 'a,lice']);
  });

  test('names lines that cannot be read', () => {
    const broken = credentialReport.replace(',true,no_information,', ',maybe,no_information,').concat('\nbob,x\n');
    expect(parseCredentialReport(broken).unread).toEqual([
      {
        where: 'credential report, line 3',
        what: expect.stringContaining('neither true nor false'),
        entryOf: 'credentials',
      },
      { where: 'credential report, line 4', what: 'has 2 fields, expected 22', entryOf: 'credentials' },
    ]);
  });

  test.each(['', 'nix', '{}', '{"Content":"%"}'])('%j is none', (text) => {
    const { credentials, unread } = parseCredentialReport(text);
    expect(credentials).toBeUndefined();
    expect(unread).toHaveLength(1);
  });
});

test('virtual devices are of a user, of root or of nobody', () => {
  const [, ofRoot] = virtualDevices.VirtualMFADevices;
  const ofAlice = { SerialNumber: 'a', User: { Arn: 'arn:aws:iam::111122223333:user/x/alice', UserName: 'alice' } };
  const list = { VirtualMFADevices: [{ SerialNumber: 'n' }, ofRoot, ofAlice, {}] };
  expect(parseVirtualDevices(list)).toEqual({
    account: '111122223333',
    virtualDevices: [
      { serialNumber: 'n' },
      { serialNumber: ofRoot?.SerialNumber, user: root },
      { serialNumber: 'a', user: 'alice' },
    ],
    unread: [{ where: 'virtual devices, entry 4', what: 'has no SerialNumber', entryOf: 'virtualDevices' }],
  });
});

test('nothing that a file may hold is thrown at the caller', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.string(), (value, text) => {
      for (const parse of [parseAuthorizationDetails, parseVirtualDevices]) expect(parse(value).unread).toBeDefined();
      expect(parseCredentialReport(text).unread).toBeDefined();
      expect(parseAuthorizationDetails({ UserDetailList: [value], Policies: [value] }).unread).toHaveLength(2);
    }),
  );
});
