import type { Detection } from './detection';
import { detection as consoleLoginWithoutMfa } from './console-login-without-mfa';
import { detection as credentialToDeviceChain } from './credential-to-device-chain';
import { detection as detectorTampered } from './detector-tampered';
import { detection as identityCenterMfaChanged } from './identity-center-mfa-changed';
import { detection as loginFailedAfterMfaRemoved } from './login-failed-after-mfa-removed';
import { detection as mfaChallengeAbandoned } from './mfa-challenge-abandoned';
import { detection as mfaDeviceAdded } from './mfa-device-added';
import { detection as mfaDeviceAddedForAnotherUser } from './mfa-device-added-for-another-user';
import { detection as mfaDeviceAddedWithoutMfa } from './mfa-device-added-without-mfa';
import { detection as mfaDeviceRemoved } from './mfa-device-removed';
import { detection as mfaDeviceResynced } from './mfa-device-resynced';
import { detection as mfaDeviceSwapped } from './mfa-device-swapped';
import { detection as mfaEnforcementWeakened } from './mfa-enforcement-weakened';
import { detection as mfaEnrolmentRefused } from './mfa-enrolment-refused';
import { detection as mfaMassChange } from './mfa-mass-change';
import { detection as mfaPassedAfterFailures } from './mfa-passed-after-failures';
import { detection as mfaRemovalRefused } from './mfa-removal-refused';
import { detection as newDeviceFirstUse } from './new-device-first-use';
import { detection as repeatedMfaFailures } from './repeated-mfa-failures';
import { detection as rootAddressChanged } from './root-address-changed';
import { detection as rootRecovery } from './root-recovery';
import { detection as rootSignIn } from './root-sign-in';
import { detection as signInSpray } from './sign-in-spray';
import { detection as virtualDeviceOrphaned } from './virtual-device-orphaned';

/** The catalogue, in the order in which it is listed. A test holds it against the folder. */
export const detections: readonly Detection[] = [
  mfaDeviceAddedWithoutMfa,
  mfaDeviceAddedForAnotherUser,
  mfaDeviceAdded,
  mfaEnrolmentRefused,
  mfaDeviceRemoved,
  mfaRemovalRefused,
  mfaDeviceSwapped,
  mfaMassChange,
  virtualDeviceOrphaned,
  mfaDeviceResynced,
  repeatedMfaFailures,
  mfaPassedAfterFailures,
  mfaChallengeAbandoned,
  consoleLoginWithoutMfa,
  loginFailedAfterMfaRemoved,
  newDeviceFirstUse,
  signInSpray,
  rootRecovery,
  rootAddressChanged,
  rootSignIn,
  credentialToDeviceChain,
  mfaEnforcementWeakened,
  identityCenterMfaChanged,
  detectorTampered,
];
