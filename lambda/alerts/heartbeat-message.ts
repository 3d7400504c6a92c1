import { attributes } from './message';

/**
 * What a topic is sent to show that it delivers. Plain text, and no JSON: Amazon Q would show a custom notification in the
 * Slack channel, and drops what it does not know (Amazon Q Developer in chat applications, custom notifications).
 *
 * @param destination the name under which the function knows the topic; only the subscription for that name lets it through.
 */
export function heartbeatMessage(destination: string) {
  return {
    Message:
      'mfa-watch heartbeat: nothing has happened, and messages leave this topic. Who does not want to see this ' +
      'filters its subscription by the message attribute "kind": {"kind": [{"anything-but": ["heartbeat"]}]}',
    MessageAttributes: attributes({ kind: 'heartbeat', destination }),
  };
}
