/** Loaded when it is first needed. Each name stands here, because a bundle holds all of a package that is loaded late. */
export {
  DescribeEventBusCommand,
  EventBridgeClient,
  ListRuleNamesByTargetCommand,
  ListRulesCommand,
  PutEventsCommand,
  ResourceNotFoundException,
} from '@aws-sdk/client-eventbridge';
