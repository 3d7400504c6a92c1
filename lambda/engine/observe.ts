import type { DeviceLookup } from '../events/device';
import type { ExposureLookup } from '../events/exposure';
import type { Target } from '../events/target';
import type { Observation } from '../events/timeline';
import type { TrailEvent } from '../events/trail-event';
import type { Filing } from './filing';

/** Looks up whose devices are enabled. Never throws: a failed look-up is `unknown` with the reason in words. */
export interface Devices {
  lookUp(account: string, target: Target): Promise<DeviceLookup>;
}

/** Reads managed policies. Never throws. */
export interface Policies {
  /** Whether any version that IAM has of it carries a condition on MFA; undefined: could not be read. */
  mentionMfa(account: string, policyArn: string): Promise<boolean | undefined>;
}

/** Looks up what a user was exposed to. Never throws: a failed look-up is `unknown` with the reason in words. */
export interface ExposureList {
  /** @returns undefined where nobody looks at the account. Costs one read. */
  lookUp(account: string, target: Target): Promise<ExposureLookup | undefined>;
}

export interface LookUps {
  devices: Devices;
  /** Absent: policy texts are known from the trail alone. */
  policies?: Policies;
  /** Absent: nobody looks at accounts. */
  exposures?: ExposureList | undefined;
}

/** The event, with what detections ask to be looked up of it as it was when it came. */
export async function observe(
  event: TrailEvent,
  filing: Filing,
  { devices, policies, exposures }: LookUps,
): Promise<Observation> {
  const { account, policy, target } = event;
  const [listed, exposure, policyMentionsMfa] = await Promise.all([
    filing.asksFor('devices', event) ? devices.lookUp(account, target) : undefined,
    filing.asksFor('exposure', event) ? exposures?.lookUp(account, target) : undefined,
    policy !== undefined && filing.asksFor('policy', event) ? policies?.mentionMfa(account, policy.id) : undefined,
  ]);
  return { event, devices: listed, policyMentionsMfa, exposure };
}
