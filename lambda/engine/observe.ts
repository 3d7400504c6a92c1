import type { Configured } from '../config/detection-settings';
import type { Detection } from '../detections/detection';
import type { Observation } from '../events/timeline';
import type { TrailEvent } from '../events/trail-event';
import { concerns } from './pattern';
import type { Devices, ExposureList, Policies } from './ports';

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
  catalogue: readonly Configured[],
  { devices, policies, exposures }: LookUps,
): Promise<Observation> {
  const { account, policy, target } = event;
  const concerned = catalogue.filter(({ detection }) => concerns(detection, event));
  const asksFor = (fact: keyof NonNullable<Detection['looksUp']>): boolean =>
    concerned.some(({ detection: { looksUp } }) => looksUp?.[fact]?.(event) === true);
  const [listed, exposure, policyMentionsMfa] = await Promise.all([
    asksFor('devices') ? devices.lookUp(account, target) : undefined,
    asksFor('exposure') ? exposures?.lookUp(account, target) : undefined,
    policy !== undefined && asksFor('policy') ? policies?.mentionMfa(account, policy.id) : undefined,
  ]);
  return {
    event,
    ...(listed && { devices: listed }),
    ...(policyMentionsMfa !== undefined && { policyMentionsMfa }),
    ...(exposure && { exposure }),
  };
}
