import { ArnFormat, Stack } from 'aws-cdk-lib';
import { CfnCustomAction } from 'aws-cdk-lib/aws-chatbot';
import { ManagedPolicy, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { respondFunction } from '../lambda/engine/request';

/** Keys of the request that the function takes, and what stands on the button. */
const labels = { ack: 'Acknowledge', expected: 'Expected', escalate: 'Escalate' } as const;
type Request = keyof typeof labels;

/** Short: a command has 100 characters at most (API reference; CloudFormation's page says 5000). */
const variable = 'Id';

/**
 * The buttons under an alert, the same in all channels of the account. A button runs a command as the channel's role, so
 * that nothing has to be reached from outside.
 */
export class SlackButtons extends Construct {
  /** To be linked with each channel that shows them. */
  readonly arns: string[];
  /** The only thing that a command in such a channel may do. */
  readonly guardrail: ManagedPolicy;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    const requests = Object.keys(labels) as Request[];
    this.arns = requests.map((request) => this.button(request).attrCustomActionArn);
    this.guardrail = new ManagedPolicy(this, 'Guardrail', {
      description: 'mfa-watch: members of the channel may answer alerts, and nothing else',
      statements: [this.permission()],
    });
  }

  permission(): PolicyStatement {
    const { COLON_RESOURCE_NAME: arnFormat } = ArnFormat;
    const name = { service: 'lambda', resource: 'function', resourceName: respondFunction, arnFormat };
    return new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [Stack.of(this).formatArn(name)] });
  }

  /** It is there where a message says what to answer to, which one that needs no answer does not. */
  private button(request: Request): CfnCustomAction {
    const label = labels[request];
    const payload = `{"${request}":"$${variable}"}`;
    const { region } = Stack.of(this);
    return new CfnCustomAction(this, label, {
      actionName: `mfa-watch-${label.toLowerCase()}`,
      attachments: [
        {
          notificationType: 'Custom',
          buttonText: label,
          variables: { [variable]: 'event.metadata.additionalContext.respond' },
          criteria: [{ operator: 'HAS_VALUE', variableName: variable }],
        },
      ],
      definition: {
        commandText: `lambda invoke --function-name ${respondFunction} --payload ${payload} --region ${region}`,
      },
    });
  }
}
