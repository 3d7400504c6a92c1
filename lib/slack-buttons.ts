import { ArnFormat, Stack } from 'aws-cdk-lib';
import { CfnCustomAction } from 'aws-cdk-lib/aws-chatbot';
import { ManagedPolicy, PolicyStatement, type PolicyStatementProps } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { respondFunction } from '../lambda/engine/request';
import type { AnswerQueue } from './answer-queue';

/** Keys of the request that the function takes, and what stands on the button. */
const labels = { ack: 'Acknowledge', expected: 'Expected', escalate: 'Escalate' } as const;
type Request = keyof typeof labels;

const variable = 'Id';

/** How what a button says gets to the function. */
interface Way {
  /** Ends the actions' names, of which an account has each once. */
  suffix: string;
  /** What the command needs, and all that a member of the channel may do. */
  permission: Pick<PolicyStatementProps, 'actions' | 'resources'>;
  /** @param request JSON without a space. */
  command: (request: string) => string;
}

/**
 * At once, and nobody knows by whom. Short: a command has 100 characters at most (API reference, CustomActionDefinition;
 * CloudFormation's page says 5000).
 */
export function byInvocation(scope: Construct): Way {
  const { region } = Stack.of(scope);
  const { COLON_RESOURCE_NAME: arnFormat } = ArnFormat;
  const name = { service: 'lambda', resource: 'function', resourceName: respondFunction, arnFormat };
  return {
    suffix: '',
    permission: { actions: ['lambda:InvokeFunction'], resources: [Stack.of(scope).formatArn(name)] },
    command: (request) => `lambda invoke --function-name ${respondFunction} --payload ${request} --region ${region}`,
  };
}

/**
 * With the name of who pressed. A queue's URL leaves no room within 100 characters, so only those who ask for user roles
 * rely on the 5000 of CloudFormation's page.
 */
export function byQueue(queue: AnswerQueue): Way {
  const { region } = Stack.of(queue);
  return {
    suffix: '-by-name',
    permission: { actions: ['sqs:SendMessage'], resources: [queue.queueArn] },
    command: (request) => `sqs send-message --queue-url ${queue.queueUrl} --message-body ${request} --region ${region}`,
  };
}

/**
 * The buttons under an alert, the same in all channels that answer the same way. A button runs a command as the channel's
 * role, or as the member's, so that nothing has to be reached from outside.
 */
export class SlackButtons extends Construct {
  /** To be linked with each channel that shows them. */
  readonly arns: string[];
  /** The only thing that a command in such a channel may do. */
  readonly guardrail: ManagedPolicy;

  constructor(
    scope: Construct,
    id: string,
    private readonly way: Way,
  ) {
    super(scope, id);
    const requests = Object.keys(labels) as Request[];
    this.arns = requests.map((request) => this.button(request).attrCustomActionArn);
    this.guardrail = new ManagedPolicy(this, 'Guardrail', {
      description: 'mfa-watch: members of the channel may answer alerts, and nothing else',
      statements: [this.permission()],
    });
  }

  permission(): PolicyStatement {
    return new PolicyStatement(this.way.permission);
  }

  /** It is there where a message says what to answer to, which one that needs no answer does not. */
  private button(request: Request): CfnCustomAction {
    const label = labels[request];
    return new CfnCustomAction(this, label, {
      actionName: `mfa-watch-${label.toLowerCase()}${this.way.suffix}`,
      attachments: [
        {
          notificationType: 'Custom',
          buttonText: label,
          variables: { [variable]: 'event.metadata.additionalContext.respond' },
          criteria: [{ operator: 'HAS_VALUE', variableName: variable }],
        },
      ],
      definition: { commandText: this.way.command(`{"${request}":"$${variable}"}`) },
    });
  }
}
