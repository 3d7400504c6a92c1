import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { columnNames } from '../../../lambda/adapters/trail-files/columns';
import { statement } from '../../../cli/athena/statement';
import type { Detection, Match } from '../../../lambda/detections/detection';
import { detections } from '../../../lambda/detections';
import { runs } from '../../engine/runs';
import { mfaWatch } from '../captured-terminal';

const everything = { accounts: [], regions: [], range: { since: -Infinity, until: Infinity } };
const asked = { table: 'security.cloudtrail', columns: columnNames, partitions: [], scope: everything };

async function sql(...options: string[]): Promise<string> {
  const { code, stdout, stderr } = await mfaWatch(['sql', '--table', 'security.cloudtrail', ...options]);
  expect([code, stderr]).toEqual([0, expect.stringMatching(/^(Without --since .*\n)?$/)]);
  return stdout;
}

async function refused(...options: string[]): Promise<string> {
  const { code, stdout, stderr } = await mfaWatch(['sql', ...options]);
  expect([code, stdout]).toEqual([2, '']);
  return stderr;
}

const conditionsOf = (text: string): string[] => text.split(/\n(?:WHERE|  AND) /).slice(1, -1);

it('says beside the statement that without a first day all is read, and billed', async () => {
  const said = async (...options: string[]) => (await mfaWatch(['sql', '--table', 'a.b', ...options])).stderr;
  expect(await said()).toMatch(/^Without --since the query reads all that the table has, and Athena bills .*\n$/);
  expect(await said('--since', '90d')).toBe('');
  expect(
    await said('--ddl', '--location', 's3://bucket/AWSLogs', '--account', '111122223333', '--region', 'eu-west-1'),
  ).toBe('');
});

describe('the statement', () => {
  it('names every event that a detection watches', async () => {
    const text = await sql();
    for (const { source, names } of detections.flatMap(({ watches }) => watches))
      for (const name of [source, ...names]) expect(text).toContain(`'${name}'`);
  });

  it('asks of common calls what the detections ask of them', async () => {
    const text = await sql();
    const lines = text.split('\n').filter((line) => line.includes("'AssumeRole'"));
    expect(lines).toHaveLength(2);
    expect(lines[0]).toContain("json_extract(requestparameters, '$.serialNumber') IS NOT NULL");
    expect(lines[1]).toContain(
      "errorcode = 'AccessDenied' AND starts_with(errormessage, 'MultiFactorAuthentication failed')",
    );
    expect(text).toContain("eventname = 'ChangePassword' AND useridentity.type = 'Root'");
  });

  it.each<[string, Match, string]>([
    ['requestParameters.a.b', { equals: ['x', 'y'] }, "json_extract_scalar(requestparameters, '$.a.b') IN ('x', 'y')"],
    ['requestParameters.a', { prefix: "it's" }, "starts_with(json_extract_scalar(requestparameters, '$.a'), 'it''s')"],
    ['additionalEventData', { exists: true }, 'additionaleventdata IS NOT NULL'],
    [
      'userIdentity.sessionContext.attributes.mfaAuthenticated',
      { equals: ['true'] },
      "useridentity.sessioncontext.attributes.mfaauthenticated = 'true'",
    ],
  ])('finds %s in its column', (path, match, expected) => {
    const [first] = detections as readonly [Detection];
    const narrow = { ...first, watches: [{ source: 'x', names: ['Y'], where: [{ [path]: match }] }] };
    expect(statement([narrow], asked)).toContain(`eventname = 'Y' AND ${expected}`);
  });

  it('holds what is watched as text, whatever it is', () => {
    const [first] = detections as readonly [Detection];
    fc.assert(
      fc.property(fc.string(), (name) => {
        const watches = [{ source: 's', names: [name] }];
        const text = statement([{ ...first, watches }], asked);
        expect(text).toContain(`eventname = '${name.replaceAll("'", "''")}'`);
      }),
      runs(200),
    );
  });
});

describe('an archive is narrowed', () => {
  it('by the partitions of the table that sql --ddl prints, and by the time of each record', async () => {
    const place = ['--account', '111122223333,444455556666', '--region', 'us-east-1'];
    const text = await sql(...place, '--since', '2026-11-01', '--until', '2026-11-20');
    expect(conditionsOf(text)).toEqual([
      `"account" IN ('111122223333', '444455556666')`,
      `"region" = 'us-east-1'`,
      `"day" >= '2026/10/24'`,
      `"day" <= '2026/11/21'`,
      "eventtime >= '2026-10-24T00:00:00'",
      "eventtime < '2026-11-21T00:00:00'",
    ]);
  });

  it('by the one partition of the table in the guide of AWS', async () => {
    const text = await sql('--partitions', 'timestamp', '--since', '2026-11-01', '--account', '111122223333');
    expect(conditionsOf(text)).toEqual([
      `"timestamp" >= '2026/10/24'`,
      "recipientaccountid = '111122223333'",
      "eventtime >= '2026-10-24T00:00:00'",
    ]);
  });

  it('by years and months, and by days within one month', async () => {
    const partitions = ['--partitions', 'account_id,aws_region,year,month,day'];
    const long = await sql(...partitions, '--since', '2025-11-20', '--until', '2026-02-03');
    expect(conditionsOf(long)[0]).toBe(
      `(("year" = '2025' AND "month" IN ('11', '12')) OR ("year" = '2026' AND "month" IN ('01', '02')))`,
    );
    const short = await sql(...partitions, '--since', '2026-02-11', '--until', '2026-02-13T12:00');
    expect(conditionsOf(short).slice(0, 2)).toEqual([
      `("year" = '2026' AND "month" IN ('02'))`,
      `"day" BETWEEN '03' AND '14'`,
    ]);
    const open = await sql(...partitions, '--since', '2025-11-20');
    expect(conditionsOf(open)[0]).toBe(`"year" >= '2025'`);
  });

  it('by whatever format the days of a table have, if it can be compared', () => {
    const scope = { ...everything, range: { since: Date.UTC(2026, 10, 1), until: Infinity } };
    const text = (type: string, format: string): string =>
      statement(detections, { ...asked, scope, partitions: [{ name: 'date', type, projection: { format } }] });
    expect(text('string', 'yyyy-MM-dd')).toContain(`"date" >= '2026-11-01'`);
    expect(text('string', 'yyyy/MM/dd/HH')).toContain(`"date" >= '2026/11/01/00'`);
    expect(text('string', 'dd.MM.yyyy')).not.toContain('"date"');
  });

  it('without quotes where a table counts years and months', () => {
    const partitions = ['year', 'month', 'day'].map((name) => ({ name, type: 'int', projection: {} }));
    const day = { since: Date.UTC(2026, 8, 1), until: Date.UTC(2026, 8, 2) };
    expect(statement(detections, { ...asked, partitions, scope: { ...everything, range: day } })).toContain(
      `WHERE ("year" = 2026 AND "month" IN (9))\n  AND "day" BETWEEN 1 AND 3`,
    );
  });
});

describe('what is typed', () => {
  it.each([
    [['--table', `x" UNION SELECT 1 --`], 'is no table of Athena'],
    [['--table', 'a.b.c.d'], 'is no table of Athena'],
    [['--account', `1' OR '1'='1`], 'expected 12 digits'],
    [['--region', `us-east-1' OR 1=1`], 'expected one such as us-east-1'],
    [['--partitions', 'day"; DROP'], 'is not understood'],
    [['--without', 'eventname'], 'nothing can be judged without it'],
    [['--without', 'colour'], 'is no column of a CloudTrail table'],
    [['--since', 'yesterday'], 'is not a time'],
    [['--location', 's3://bucket/AWSLogs'], '--location is where a new table reads: give --ddl too'],
    [['--ddl', '--account', '111122223333', '--region', 'us-east-1'], '--ddl needs --location'],
    [['--ddl', '--location', `s3://bucket/AWSLogs'`], '--ddl needs --location, not'],
    [['--ddl', '--location', 's3://bucket/AWSLogs'], '--ddl needs --account and --region'],
  ])('%j is refused', async (options, why) => {
    expect(await refused(...options)).toContain(why);
  });
});

describe('the table', () => {
  const where = ['--account', '111122223333', '--region', 'us-east-1,eu-west-1'];

  it('has its folders by account, region and day', async () => {
    const text = await sql('--ddl', '--location', 's3://trail-bucket/logs/AWSLogs/o-a1b2c3d4e5/', ...where);
    expect(text).toContain(
      "'storage.location.template' = 's3://trail-bucket/logs/AWSLogs/o-a1b2c3d4e5/${account}/CloudTrail/${region}/${day}'",
    );
    expect(text).toContain('CREATE EXTERNAL TABLE `security`.`cloudtrail` (');
    expect(text).toContain("'projection.region.values' = 'us-east-1,eu-west-1'");
    expect(text).toContain("'projection.day.range' = '2020/01/01,NOW'");
  });

  it('begins 8 days before the day that is asked for, as the query does', async () => {
    const text = await sql('--ddl', '--location', 's3://trail-bucket/AWSLogs', ...where, '--since', '2026-03-01');
    expect(text).toContain("'projection.day.range' = '2026/02/21,NOW'");
    expect(text).toContain("LOCATION 's3://trail-bucket/AWSLogs/'");
  });

  it('has every column that the statement asks for', async () => {
    const text = await sql('--ddl', '--location', 's3://trail-bucket/AWSLogs', ...where);
    for (const column of columnNames) expect(text).toContain(`  ${column.toLowerCase()} `);
  });
});
