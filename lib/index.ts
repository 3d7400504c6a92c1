export type { Detector } from './detector';
export { ForwarderStack, type ForwarderStackProps } from './stacks/forwarder-stack';
export { MemberStack, type MemberStackProps } from './stacks/member-stack';
export { MfaWatch, type MfaWatchProps } from './mfa-watch';
