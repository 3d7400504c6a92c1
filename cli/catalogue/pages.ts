import type { DetectionPage } from '../../lambda/detections/detection';
import { page as consoleLoginWithoutMfa } from '../../lambda/detections/console-login-without-mfa';
import { page as credentialToDeviceChain } from '../../lambda/detections/credential-to-device-chain';
import { page as detectorTampered } from '../../lambda/detections/detector-tampered';
import { page as identityCenterMfaChanged } from '../../lambda/detections/identity-center-mfa-changed';
import { page as loginFailedAfterMfaRemoved } from '../../lambda/detections/login-failed-after-mfa-removed';
import { page as mfaChallengeAbandoned } from '../../lambda/detections/mfa-challenge-abandoned';
import { page as mfaDeviceAdded } from '../../lambda/detections/mfa-device-added';
import { page as mfaDeviceAddedForAnotherUser } from '../../lambda/detections/mfa-device-added-for-another-user';
import { page as mfaDeviceAddedWithoutMfa } from '../../lambda/detections/mfa-device-added-without-mfa';
import { page as mfaDeviceRemoved } from '../../lambda/detections/mfa-device-removed';
import { page as mfaDeviceResynced } from '../../lambda/detections/mfa-device-resynced';
import { page as mfaDeviceSwapped } from '../../lambda/detections/mfa-device-swapped';
import { page as mfaEnforcementWeakened } from '../../lambda/detections/mfa-enforcement-weakened';
import { page as mfaEnrolmentRefused } from '../../lambda/detections/mfa-enrolment-refused';
import { page as mfaMassChange } from '../../lambda/detections/mfa-mass-change';
import { page as mfaPassedAfterFailures } from '../../lambda/detections/mfa-passed-after-failures';
import { page as mfaRemovalRefused } from '../../lambda/detections/mfa-removal-refused';
import { page as newDeviceFirstUse } from '../../lambda/detections/new-device-first-use';
import { page as repeatedMfaFailures } from '../../lambda/detections/repeated-mfa-failures';
import { page as rootAddressChanged } from '../../lambda/detections/root-address-changed';
import { page as rootRecovery } from '../../lambda/detections/root-recovery';
import { page as rootSignIn } from '../../lambda/detections/root-sign-in';
import { page as signInSpray } from '../../lambda/detections/sign-in-spray';
import { page as virtualDeviceOrphaned } from '../../lambda/detections/virtual-device-orphaned';

/** By id of the detection. A test holds it against the folder. */
export const pages: ReadonlyMap<string, DetectionPage> = new Map([
  ['console-login-without-mfa', consoleLoginWithoutMfa],
  ['credential-to-device-chain', credentialToDeviceChain],
  ['detector-tampered', detectorTampered],
  ['identity-center-mfa-changed', identityCenterMfaChanged],
  ['login-failed-after-mfa-removed', loginFailedAfterMfaRemoved],
  ['mfa-challenge-abandoned', mfaChallengeAbandoned],
  ['mfa-device-added', mfaDeviceAdded],
  ['mfa-device-added-for-another-user', mfaDeviceAddedForAnotherUser],
  ['mfa-device-added-without-mfa', mfaDeviceAddedWithoutMfa],
  ['mfa-device-removed', mfaDeviceRemoved],
  ['mfa-device-resynced', mfaDeviceResynced],
  ['mfa-device-swapped', mfaDeviceSwapped],
  ['mfa-enforcement-weakened', mfaEnforcementWeakened],
  ['mfa-enrolment-refused', mfaEnrolmentRefused],
  ['mfa-mass-change', mfaMassChange],
  ['mfa-passed-after-failures', mfaPassedAfterFailures],
  ['mfa-removal-refused', mfaRemovalRefused],
  ['new-device-first-use', newDeviceFirstUse],
  ['repeated-mfa-failures', repeatedMfaFailures],
  ['root-address-changed', rootAddressChanged],
  ['root-recovery', rootRecovery],
  ['root-sign-in', rootSignIn],
  ['sign-in-spray', signInSpray],
  ['virtual-device-orphaned', virtualDeviceOrphaned],
]);

/** The most severe that an alert of the detection can be, as a word. */
export function atMost(id: string): string {
  return pages.get(id)?.severity[0]?.split(':')[0] ?? '';
}
