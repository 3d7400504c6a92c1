/** Loaded when the command line asks. */
export { AwsPermissions } from '../permissions-aws';
export { SnsSubscriptions } from '../subscriptions-sns';
