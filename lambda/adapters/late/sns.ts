/** Loaded when it is first needed. Each name stands here, because a bundle holds all of a package that is loaded late. */
export {
  GetSubscriptionAttributesCommand,
  NotFoundException,
  paginateListSubscriptionsByTopic,
  PublishCommand,
  SNSClient,
} from '@aws-sdk/client-sns';
