/** Loaded when it is first needed. Each name stands here, because a bundle holds all of a package that is loaded late. */
export {
  GetAccountSummaryCommand,
  GetPolicyVersionCommand,
  IAMClient,
  paginateListMFADevices,
  paginateListPolicyVersions,
  paginateListVirtualMFADevices,
} from '@aws-sdk/client-iam';
