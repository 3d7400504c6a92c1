export type { Detector } from './detector';
export { ForwarderStack, type ForwarderStackProps } from './forwarder-stack';
export { MemberStack, type MemberStackProps } from './member-stack';
export { MfaWatch, type MfaWatchProps } from './mfa-watch';
