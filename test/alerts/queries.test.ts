import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Alert } from '../../lambda/alerts/alert';
import { queries } from '../../lambda/alerts/queries';
import { fuzzedAlert, hostileText } from './fuzzed-alert';
import { holds } from './holds';
import { bob, guessingAlert, helpDeskAlert, sampleAlert } from './sample-alert';

const texts = (alert: Alert, table = 'cloudtrail_logs'): string[] =>
  queries(alert, table).map(({ lines }) => lines.join('\n'));

describe('the queries', () => {
  it('ask Athena for 24 hours before the first event to 24 hours after the last', () => {
    const [athena] = texts(sampleAlert());
    expect(athena).toContain(
      "FROM cloudtrail_logs\nWHERE eventtime BETWEEN '2026-11-19T09:15:40Z' AND '2026-11-21T09:16:12Z'",
    );
  });

  it('quote the name of a table only where Athena needs that', () => {
    expect(texts(sampleAlert(), 'security.cloudtrail')[0]).toContain('FROM security.cloudtrail\n');
    expect(texts(sampleAlert(), 'trail-logs.cloudtrail')[0]).toContain('FROM "trail-logs".cloudtrail\n');
    expect(texts(sampleAlert(), 'a b')).toHaveLength(1);
  });

  it('say for which time Logs Insights is to be asked, since its console sets that', () => {
    const [, insights] = queries(sampleAlert(), 'cloudtrail_logs');
    expect(insights?.purpose).toContain('2026-11-19 09:15:40 UTC to 2026-11-21 09:16:12 UTC');
  });

  it('ask for the key, the actor, the addresses, and the users in their account', () => {
    expect(texts(sampleAlert())[0]?.split('\n').slice(4, -1)).toEqual([
      "  AND (useridentity.accesskeyid = 'AKIAEXAMPLEMALLORY01'",
      "    OR useridentity.arn = 'arn:aws:iam::111122223333:user/mallory'",
      "    OR sourceipaddress = '203.0.113.9'",
      "    OR (recipientaccountid = '111122223333' AND (useridentity.username IN ('mallory', 'alice') OR json_extract_scalar(requestparameters, '$.userName') IN ('mallory', 'alice'))))",
    ]);
    expect(texts(guessingAlert())[1]?.split('\n').slice(1, -2)).toEqual([
      '| filter (sourceIPAddress in ["203.0.113.9", "198.51.100.7", "192.0.2.44"]',
      '  or (recipientAccountId = "111122223333" and (userIdentity.userName = "paulo" or requestParameters.userName = "paulo")))',
    ]);
  });

  it('ask for each of several users, the first twenty of very many', () => {
    const targets = Array.from({ length: 30 }, (_, index) => `user-${index}`);
    const [athena = ''] = texts({ ...sampleAlert(), targets });
    for (const name of ['mallory', 'alice', 'user-0', 'user-17']) expect(athena).toContain(`'${name}'`);
    expect(athena).not.toContain("'user-18'");
  });

  it('find a role session by its ARN', () => {
    expect(texts(helpDeskAlert())[0]).toContain(`useridentity.arn = '${bob.arn ?? ''}'`);
  });

  it.each([
    ['a quote', "al'ice"],
    ['two', 'al"ice'],
    ['a backslash', 'al\\ice'],
    ['a line break', 'alice\n'],
    ['nothing', ''],
  ])('leave out a name with %s', (_, name) => {
    const all = texts(sampleAlert({ target: { type: 'IAMUser', name }, targets: [name] })).join();
    expect(all).not.toMatch(/['"]al/);
    expect(all).toContain("'mallory'");
  });

  it.each(['not an address', "203.0.113.9' OR 'a'='a", '203.0.113.999', 'cloudformation.amazonaws.com', ''])(
    'leave out the address %s',
    (address) => {
      expect(texts(sampleAlert({ addresses: [address] })).join()).not.toMatch(/source_?ip_?address (=|in)/i);
    },
  );

  it('name the table, with its database if that is given', () => {
    expect(texts(sampleAlert(), 'security.cloudtrail')[0]).toContain('FROM security.cloudtrail\n');
  });

  it('ask Athena nothing where the table has no name of one', () => {
    expect(texts(sampleAlert(), 'x; DROP TABLE y')).toHaveLength(1);
  });

  it('do not exist where nothing is there to ask for', () => {
    expect(queries(sampleAlert({ firstSeen: 'yesterday' }), 'cloudtrail_logs')).toEqual([]);
    const actor = { type: 'AWSService', credential: 'service', mfa: 'unknown' } as const;
    const empty: Partial<Alert> = { actor, target: { type: 'Account' }, addresses: [], events: [] };
    expect(queries(sampleAlert(empty), 'cloudtrail_logs')).toEqual([]);
  });

  it('ask for others, too, who were at what is the whole account’s', () => {
    const events = [{ time: '2026-11-20T09:16:12Z', name: 'PutRule', actor: 'eve' }];
    const [athena] = queries(sampleAlert({ target: { type: 'Account' }, targets: [], events }), 'cloudtrail_logs');
    expect(athena?.lines.join(' ')).toContain("useridentity.username IN ('mallory', 'eve')");
  });

  it('hold nothing that ends a text, whatever the record says', () => {
    const times = { firstSeen: '2026-11-20T09:15:40Z', lastSeen: '2026-11-20T09:16:12Z' };
    const value = '[\\w+=,.@:/-]+';
    const field = "(\\w+(\\.\\w+)?|json_extract_scalar\\(requestparameters, '\\$\\.userName'\\))";
    const sql = `${field} (= '${value}'|IN \\('${value}'(, '${value}')*\\))`;
    const inSql = new RegExp(`^(  AND \\(|    OR )(${sql}|\\(${sql} AND \\(${sql} OR ${sql}\\)\\))\\)?$`);
    const log = `\\w+(\\.\\w+)? (= "${value}"|in \\["${value}"(, "${value}")*\\])`;
    const inLog = new RegExp(`^(\\| filter \\(|  or )(${log}|\\(${log} and \\(${log} or ${log}\\)\\))\\)?$`);
    const near = fc
      .constantFrom('alice', '203.0.113.9', 'AKIAEXAMPLEMALLORY01', '111122223333')
      .chain((good) =>
        fc.tuple(fc.constant(good), fc.oneof(fc.constant(''), hostileText)).map((both) => both.join('')),
      );
    holds(
      fc.property(fuzzedAlert, near, near, hostileText, (alert, text, other, table) => {
        const actor = { ...alert.actor, name: text, accessKeyId: text, arn: `arn:aws:iam::111122223333:user/${other}` };
        const target = { type: 'IAMUser' as const, name: other };
        const all = queries({ ...alert, ...times, account: other, actor, target, addresses: [text, other] }, table);
        for (const { purpose, lines } of all) {
          const isAthena = lines[0]?.startsWith('SELECT ') === true;
          for (const line of lines.slice(isAthena ? 4 : 1, isAthena ? -1 : -2))
            expect(line).toMatch(isAthena ? inSql : inLog);
          expect(purpose).not.toContain(text);
          if (isAthena) expect(lines[2]).toMatch(/^FROM \w+(\.\w+)?$/);
        }
      }),
    );
  });
});
