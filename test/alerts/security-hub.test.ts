import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import * as z from 'zod/mini';
import { updates, type Alert, type Update } from '../../lambda/alerts/alert';
import { asFinding } from '../../lambda/alerts/security-hub';
import { detections } from '../../lambda/detections';
import { fuzzedAlert } from './fuzzed-alert';
import { holds } from './holds';
import { bob, sampleAlert } from './sample-alert';

const product = {
  productArn: 'arn:aws:securityhub:us-east-1:444455556666:product/444455556666/default',
  account: '444455556666',
  now: Date.parse('2026-11-20T09:20:00Z'),
};
const find = (alert: Alert, update: Update = 'new') => asFinding(alert, update, product);
const nothingHidden = z.regex(/^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\uffff]*$/u);
const text = (most: number) => z.string().check(z.minLength(1), z.maxLength(most), nothingHidden);

/** The finding format (API reference, AwsSecurityFinding), with the limits of the partner guide. */
const finding = z.strictObject({
  SchemaVersion: z.literal('2018-10-08'),
  Id: text(512),
  ProductArn: text(2048),
  ProductName: text(128),
  CompanyName: text(128),
  GeneratorId: z.string().check(z.maxLength(512)),
  AwsAccountId: z.string().check(z.regex(/^\d{12}$/)),
  CreatedAt: z.iso.datetime(),
  UpdatedAt: z.iso.datetime(),
  FirstObservedAt: z.optional(z.iso.datetime()),
  LastObservedAt: z.optional(z.iso.datetime()),
  Title: text(256),
  Description: text(1024),
  FindingProviderFields: z.strictObject({
    Severity: z.strictObject({
      Label: z.enum(['INFORMATIONAL', 'LOW', 'MEDIUM', 'HIGH', 'CRITICAL']),
      Original: text(64),
    }),
    Types: z
      .array(z.string().check(z.regex(/^(TTPs|Unusual Behaviors)\/[A-Z][A-Za-z ]+$/)))
      .check(z.minLength(1), z.maxLength(50)),
  }),
  Resources: z.tuple([
    z.strictObject({
      Type: z.enum(['AwsIamUser', 'AwsAccount']),
      Id: z.string().check(z.regex(/^(AWS::::Account:(\d{12}|unknown)|arn:aws[\w-]*:iam::\d{12}:user\/[\w+=,.@/-]+)$/)),
    }),
  ]),
  ProductFields: z.record(text(127), text(2047)),
  Workflow: z.strictObject({ Status: z.literal('NEW') }),
  RecordState: z.literal('ACTIVE'),
  Sample: z.optional(z.literal(true)),
});

describe('the finding of Security Hub', () => {
  it('reads like this', () => {
    expect(find(sampleAlert({ accountName: 'payments-prod' }), 'raised')).toEqual({
      SchemaVersion: '2018-10-08',
      Id: 'a1f4c2d09b7e',
      ProductArn: product.productArn,
      ProductName: 'mfa-watch',
      CompanyName: 'mfa-watch',
      GeneratorId: 'mfa-device-added-without-mfa',
      AwsAccountId: '444455556666',
      CreatedAt: '2026-11-20T09:15:40Z',
      UpdatedAt: '2026-11-20T09:20:00.000Z',
      FirstObservedAt: '2026-11-20T09:15:40Z',
      LastObservedAt: '2026-11-20T09:16:12Z',
      Title: 'CRITICAL (raised): mallory added an MFA device to alice with credentials that were not MFA-authenticated',
      Description:
        'mallory, long-term access key; not MFA-authenticated. MFA devices: 2 of 8. alice already had 1 device. the actor is not the target. long-term key without MFA.',
      FindingProviderFields: {
        Severity: { Label: 'CRITICAL', Original: 'critical' },
        Types: ['TTPs/Persistence', 'TTPs/Credential Access'],
      },
      Resources: [{ Type: 'AwsIamUser', Id: 'arn:aws:iam::111122223333:user/alice' }],
      ProductFields: {
        'mfa-watch/id': 'a1f4c2d09b7e',
        'mfa-watch/detection': 'mfa-device-added-without-mfa',
        'mfa-watch/account': '111122223333',
        'mfa-watch/accountName': 'payments-prod',
        'mfa-watch/dedupKey': '111122223333/alice',
        'mfa-watch/runbook': 'docs/detections/mfa-device-added-without-mfa.md',
        'mfa-watch/update': 'raised',
        'mfa-watch/actor': 'arn:aws:iam::111122223333:user/mallory',
      },
      Workflow: { Status: 'NEW' },
      RecordState: 'ACTIVE',
    });
  });

  it('is the same finding however the alert grows', () => {
    const ids = updates.map((update) => find(sampleAlert(), update).Id);
    expect(new Set(ids).size).toBe(1);
  });

  it('is about the account where the target is no IAM user with a name that IAM allows', () => {
    const root = find(sampleAlert({ target: { type: 'Root', name: 'root' } }));
    expect(root.Resources).toEqual([{ Type: 'AwsAccount', Id: 'AWS::::Account:111122223333' }]);
    const forged = find(sampleAlert({ target: { type: 'IAMUser', name: 'alice/../bob' } }));
    expect(forged.Resources).toEqual(root.Resources);
  });

  it('names a user’s own ARN, path and all, and that of the partition', () => {
    const actor = { ...sampleAlert().actor, name: 'alice', arn: 'arn:aws:iam::111122223333:user/team/alice' };
    expect(find(sampleAlert({ actor })).Resources[0]?.Id).toBe('arn:aws:iam::111122223333:user/team/alice');
    const elsewhere = { ...actor, arn: 'arn:aws:iam::999999999999:user/alice' };
    expect(find(sampleAlert({ actor: elsewhere })).Resources[0]?.Id).toBe('arn:aws:iam::111122223333:user/alice');
    expect(find(sampleAlert({ region: 'cn-north-1' })).Resources[0]?.Id).toBe(
      'arn:aws-cn:iam::111122223333:user/alice',
    );
  });

  it('says DRILL first, and that it is a sample', () => {
    const { Title, Description, Sample } = find(sampleAlert({ drill: true }));
    expect(Title).toMatch(/^\[DRILL\] /);
    expect(Description).toMatch(/^DRILL: /);
    expect(Sample).toBe(true);
  });

  it('never says of a role session that it had no MFA', () => {
    const { Description } = find(sampleAlert({ reasons: [], actor: { ...bob, credential: 'role' } }));
    expect(Description).toContain('CloudTrail does not record whether MFA was used');
    expect(Description).not.toMatch(/without MFA|not MFA-authenticated/);
  });

  it.each(detections.map(({ id, attack }) => ({ id, attack })))('has types for $id', ({ attack }) => {
    for (const technique of attack)
      expect(find(sampleAlert({ attack: [technique] })).FindingProviderFields.Types).toEqual([
        expect.stringMatching(/^TTPs\//),
      ]);
  });

  it('keeps the format and its limits, and hides nothing, whatever the record says', () => {
    holds(
      fc.property(fuzzedAlert, fc.constantFrom(...updates), (alert, update) => {
        const result = finding.safeParse(find(alert, update));
        expect(result.error?.issues).toBeUndefined();
      }),
    );
  });
});
