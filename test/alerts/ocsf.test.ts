import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import Ajv from 'ajv/dist/2020';
import fc from 'fast-check';
import type { Alert } from '../../lambda/alerts/alert';
import { renderOcsf, type asDetectionFinding } from '../../lambda/alerts/ocsf';
import { fuzzedAlert } from './fuzzed-alert';
import { holds } from './holds';
import { bob, guessingAlert, helpDeskAlert, sampleAlert } from './sample-alert';

/** As OCSF publishes it; ocsf/generate.py says how it came here. */
const schema = JSON.parse(readFileSync(join(__dirname, 'ocsf/detection-finding-1.6.0.json'), 'utf8')) as object;
const isDetectionFinding = new Ajv({ allErrors: true, strict: false }).compile(schema);

type Finding = ReturnType<typeof asDetectionFinding>;

function find(alert: Alert): Finding {
  const line = renderOcsf(alert, { version: '1.2.3', steps: ['Ask.', 'Look.'] });
  const finding = JSON.parse(line) as Finding;
  isDetectionFinding(finding);
  expect(isDetectionFinding.errors).toBeNull();
  return finding;
}

describe('an OCSF Detection Finding', () => {
  it('names class, severity, detection, account and the id that the alert has everywhere', () => {
    expect(find(sampleAlert())).toMatchObject({
      class_uid: 2004,
      type_uid: 200401,
      severity_id: 5,
      status_id: 1,
      time: Date.parse('2026-11-20T09:16:12Z'),
      metadata: { version: '1.6.0', uid: 'a1f4c2d09b7e', event_code: 'mfa-device-added-without-mfa' },
      cloud: { provider: 'AWS', cloud_partition: 'aws', region: 'us-east-1', account: { uid: '111122223333' } },
      finding_info: { uid: 'a1f4c2d09b7e', related_events_count: 2 },
      remediation: { desc: 'Ask. Look.', references: ['docs/detections/mfa-device-added-without-mfa.md'] },
    });
  });

  it('has ATT&CK techniques with sub-technique and tactic', () => {
    expect(find(sampleAlert({ attack: ['T1098.005', 'T1110'] })).finding_info.attacks).toEqual([
      { technique: { uid: 'T1098' }, sub_technique: { uid: 'T1098.005' }, tactic: { name: 'Persistence' } },
      { technique: { uid: 'T1110' }, tactic: { name: 'Credential Access' } },
    ]);
  });

  it('tells the target from the devices, and the new device from the others', () => {
    expect(find(sampleAlert()).resources.map(({ role, name, uid }) => [role, name, uid])).toEqual([
      ['Target', 'alice', 'arn:aws:iam::111122223333:user/alice'],
      ['Related', 'alice-phone', 'arn:aws:iam::111122223333:mfa/alice-phone'],
      ['Affected', 'alice-tablet', 'arn:aws:iam::111122223333:mfa/alice-tablet'],
    ]);
  });

  it('gives who acted and what was called as evidence', () => {
    const [actor, ...calls] = find(sampleAlert()).evidences;
    expect(actor).toMatchObject({
      actor: { user: { name: 'mallory' }, session: { credential_uid: 'AKIAEXAMPLEMALLORY01', is_mfa: false } },
      src_endpoint: { ip: '203.0.113.9', autonomous_system: { name: 'AS64500 Example Hosting' } },
    });
    expect(calls).toMatchObject([
      { api: { operation: 'CreateVirtualMFADevice' } },
      { api: { operation: 'EnableMFADevice' }, src_endpoint: { ip: '203.0.113.9' } },
    ]);
  });

  it('never says of a role session whether it had MFA', () => {
    const finding = find(helpDeskAlert());
    expect(JSON.stringify(finding)).not.toMatch(/is_mfa|without MFA|not MFA-authenticated/);
    expect(find(sampleAlert({ actor: { ...bob, mfa: 'mfa' } })).evidences[0]).toMatchObject({
      actor: { session: { is_mfa: true } },
    });
  });

  it('lists each observable once, with the attribute that it stands in', () => {
    const { observables } = find(guessingAlert());
    expect(observables.filter(({ type_id }) => type_id === 2).map(({ value }) => value)).toEqual([
      '203.0.113.9',
      '198.51.100.7',
      '192.0.2.44',
    ]);
    expect(observables.filter(({ name, value }) => name === 'resources.name' && value === 'paulo')).toHaveLength(1);
  });

  it('calls an AWS service a service, not an address', () => {
    const actor = { ...sampleAlert().actor, sourceIp: 'cloudformation.amazonaws.com' };
    expect(find(sampleAlert({ actor })).evidences[0]?.src_endpoint).toEqual({
      svc_name: 'cloudformation.amazonaws.com',
    });
  });

  it('is suppressed where an exception covers it, and a drill where it is one', () => {
    const suppressed = { reason: 'tested', owner: 'jane@example.com', expires: '2026-12-01' };
    expect(find(sampleAlert({ suppressed }))).toMatchObject({ status: 'Suppressed', unmapped: { suppressed } });
    const drill = find(sampleAlert({ drill: true }));
    expect(drill.metadata).toMatchObject({ labels: ['drill'] });
    expect(drill.finding_info.title).toMatch(/^\[DRILL\] /);
  });

  it('keeps to the published schema, on one line that no terminal obeys, whatever the record says', () => {
    holds(
      fc.property(fuzzedAlert, (alert) => {
        find(alert);
        expect(renderOcsf(alert, { version: '1.2.3', steps: [] })).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u);
      }),
    );
  });
});
