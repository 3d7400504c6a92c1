import { afterAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { join } from 'node:path';
import { now } from '../../lambda/posture/samples';
import { credentialReport, details, virtualDevices } from '../posture/saved-files';
import { scps } from '../posture/saved-organization';
import { mfaWatch } from './captured-terminal';
import { folderWith, removeFolders } from './folder';

const json = { details: JSON.stringify(details, null, 4), devices: JSON.stringify(virtualDevices) };
const reportJson = JSON.stringify({
  Content: Buffer.from(credentialReport).toString('base64'),
  ReportFormat: 'text/csv',
});
const utf16 = (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le');
const elsewhere = (text: string) => text.replaceAll('111122223333', '444455556666');
const folder = folderWith({
  'details.json': json.details,
  'report.csv': credentialReport,
  'report.json': reportJson,
  'devices.json': json.devices,
  'scps.json': scps(),
  'empty.json': ' \n',
  'cut.json': json.details.slice(0, 300),
  'cut-report.json': reportJson.slice(0, 60),
  'cut-scps.json': scps().slice(0, -9),
  'users.json': '{"Users":[]}',
  'page.json': JSON.stringify({ ...details, IsTruncated: true, Marker: 'x' }),
  'few.json': JSON.stringify({ ...virtualDevices, NextToken: 'x' }),
  'utf16.json': utf16(json.details),
  'utf16be.json': utf16(json.details).swap16(),
  'marked.json': `\ufeff${json.details}`,
  'utf16.csv': utf16(credentialReport.replaceAll('\n', '\r\n')),
  'other.csv': elsewhere(credentialReport),
  'other.json': elsewhere(json.devices),
  'other-scps.json': elsewhere(scps()),
});
beforeEach(() => {
  jest.spyOn(Date, 'now').mockReturnValue(now);
});
afterAll(removeFolders);

const given = (...options: string[]) => [
  'posture',
  ...options.map((option) => (option.startsWith('--') ? option : join(folder, option))),
];
const [detailsOption, reportOption, devicesOption, scpsOption] = [
  '--authorization-details',
  '--credential-report',
  '--virtual-devices',
  '--service-control-policies',
];

describe('a mistake in what is given says which file, what it is, what was expected and how to mend it', () => {
  test.each([
    [
      [detailsOption, 'report.csv'],
      'report.csv: is the credential report, expected the authorization details: give it to --credential-report',
    ],
    [
      [detailsOption, 'report.json'],
      'report.json: is the credential report, expected the authorization details: give it to',
    ],
    [
      [reportOption, 'details.json'],
      'details.json: is the authorization details, expected the credential report: give it to --authorization-details',
    ],
    [
      [devicesOption, 'scps.json'],
      'scps.json: is the service control policies, expected the list of virtual devices: give it to',
    ],
    [
      [scpsOption, 'devices.json', devicesOption, 'devices.json'],
      'devices.json: is the list of virtual devices, expected the service control',
    ],
    [
      [detailsOption, 'users.json'],
      'users.json: is not the authorization details, expected what `aws iam get-account-authorization-details` prints',
    ],
    [
      [reportOption, 'empty.json'],
      'empty.json: is empty, expected the credential report: save them again with `aws iam get-credential-report`',
    ],
    [[detailsOption, 'cut.json'], 'save it again with `aws iam get-account-authorization-details`'],
    [[detailsOption, 'cut.json'], 'cut.json: breaks off, or is not JSON ('],
    [[reportOption, 'cut-report.json'], 'cut-report.json: breaks off, or is not JSON ('],
    [
      [scpsOption, 'cut-scps.json', devicesOption, 'devices.json'],
      'cut-scps.json: service control policies: document 6 is not what',
    ],
    [
      [detailsOption, 'page.json'],
      'page.json: authorization details: is only the first part: save it again without --max-items',
    ],
    [[devicesOption, 'few.json'], 'few.json: virtual devices: is only the first part'],
  ])('%j', async (options, message) => {
    const { code, stderr } = await mfaWatch(given(...options));
    expect(code).toBe(3);
    expect(stderr).toContain(message);
  });
});

test.each(['utf16.json', 'utf16be.json', 'marked.json'])('%s is read as the same in UTF-8', async (file) => {
  const of = async (details: string) => mfaWatch(given(detailsOption, details, reportOption, 'report.csv'));
  expect(await of(file)).toEqual(await of('details.json'));
});

test('a credential report in UTF-16, with line ends as PowerShell writes them, is read', async () => {
  const of = async (report: string) => mfaWatch(given(detailsOption, 'details.json', reportOption, report));
  expect(await of('utf16.csv')).toEqual(await of('report.csv'));
});

describe('files of several accounts', () => {
  test.each([
    [[reportOption, 'other.csv'], 'other.csv', 'Not looked at: self-enrolment, for want of the credential report'],
    [[reportOption, 'report.csv', devicesOption, 'other.json'], 'other.json', 'Not looked at: one-device-only'],
    [
      [reportOption, 'report.csv', scpsOption, 'other-scps.json'],
      'other-scps.json',
      'Not read: service control policies (those that were given are of account 444455556666)',
    ],
  ])('%j: what is of another account than the details is left out, and it is said', async (options, file, left) => {
    const { code, stdout, stderr } = await mfaWatch(given(detailsOption, 'details.json', ...options));
    expect(code).toBe(3);
    expect(stderr).toContain(
      `${join(folder, file)}: is of account 444455556666, and ${join(folder, 'details.json')} of 111122223333: save all for one account`,
    );
    expect(stderr).toContain(left);
    expect(stdout).not.toContain('444455556666:mfa');
  });
});

test('a folder in place of a file is refused before anything is asked', async () => {
  const { code, stdout, stderr } = await mfaWatch(['posture', detailsOption, folder]);
  expect(code).toBe(2);
  expect(stdout).toBe('');
  expect(stderr).toContain(`${folder}: is a folder; expected a file that`);
});
