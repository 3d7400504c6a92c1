import { Stack } from 'aws-cdk-lib';
import { CfnCustomAction } from 'aws-cdk-lib/aws-chatbot';
import { ManagedPolicy, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { AnswerQueue } from './answer-queue';

/** Keys of the request that the function takes, and what stands on the button. */
const labels = { ack: 'Acknowledge', expected: 'Expected', escalate: 'Escalate' } as const;
type Request = keyof typeof labels;

/** What a message says to its buttons: what to answer, and the queue's URL, for which a command has no room. */
const variables = {
  Id: 'event.metadata.additionalContext.respond',
  Q: 'event.metadata.additionalContext.queue',
} as const;

interface SlackButtonsProps {
  queue: AnswerQueue;
}

/**
 * The buttons under an alert, the same in all channels. A button runs a command as the channel's role, or as the member's, so
 * that nothing has to be reached from outside.
 */
export class SlackButtons extends Construct {
  /** To be linked with each channel that shows them. */
  readonly arns: string[];
  /** The only thing that a command in such a channel may do. */
  readonly guardrail: ManagedPolicy;

  private readonly queue: AnswerQueue;

  constructor(scope: Construct, id: string, { queue }: SlackButtonsProps) {
    super(scope, id);
    this.queue = queue;
    const requests = Object.keys(labels) as Request[];
    this.arns = requests.map((request) => this.button(request).attrCustomActionArn);
    this.guardrail = new ManagedPolicy(this, 'Guardrail', {
      description: 'mfa-watch: members of the channel may answer alerts, and nothing else',
      statements: [this.permission()],
    });
  }

  permission(): PolicyStatement {
    return new PolicyStatement({ actions: ['sqs:SendMessage'], resources: [this.queue.queueArn] });
  }

  /**
   * It is there where a message says what to answer to, which one that needs no answer does not. The command has 100
   * characters at most (API reference, CustomActionDefinition; CloudFormation's page says 5000).
   */
  private button(request: Request): CfnCustomAction {
    const label = labels[request];
    const { region } = Stack.of(this);
    return new CfnCustomAction(this, label, {
      actionName: `mfa-watch-${label.toLowerCase()}`,
      attachments: [
        {
          notificationType: 'Custom',
          buttonText: label,
          variables,
          criteria: [{ operator: 'HAS_VALUE', variableName: 'Id' satisfies keyof typeof variables }],
        },
      ],
      definition: {
        commandText: `sqs send-message --queue-url $Q --message-body {"${request}":"$Id"} --region ${region}`,
      },
    });
  }
}
