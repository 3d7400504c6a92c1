import type { Detection } from './detection';
import { detection as mfaDeviceAdded } from './mfa-device-added';
import { detection as mfaDeviceAddedForAnotherUser } from './mfa-device-added-for-another-user';
import { detection as mfaDeviceAddedWithoutMfa } from './mfa-device-added-without-mfa';
import { detection as mfaEnrolmentRefused } from './mfa-enrolment-refused';
import { detection as repeatedMfaFailures } from './repeated-mfa-failures';

/** The catalogue. A test holds this list against the folder. */
export const detections: readonly Detection[] = [
  mfaDeviceAddedWithoutMfa,
  mfaDeviceAddedForAnotherUser,
  mfaDeviceAdded,
  mfaEnrolmentRefused,
  repeatedMfaFailures,
];
