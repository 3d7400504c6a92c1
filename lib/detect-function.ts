import { join } from 'node:path';
import { Duration, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Runtime } from 'aws-cdk-lib/aws-lambda';
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import { LogLevel, NodejsFunction, OutputFormat } from 'aws-cdk-lib/aws-lambda-nodejs';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { Config } from '../lambda/config/config';
import { toEnvironment } from '../lambda/config/environment';
import { detection as detectorTampered } from '../lambda/detections/detector-tampered';
import { defaultBus } from './forwarder';
import { grantLookUps } from './look-ups';
import type { Topics } from './topics';

interface DetectFunctionProps {
  config: Pick<Config, 'accounts' | 'detections' | 'exceptions' | 'logRetentionDays' | 'organization'>;
  memory: ITable;
  topics: Pick<Topics, 'all' | 'routes'>;
  deadLetters: IQueue;
  /** Ids of parts of this deployment whose names do not begin with the stack's. */
  partIds: readonly string[];
}

/** Name of the function's role where member accounts trust it. */
export const detectRole = 'mfa-watch-detect';

/** The function that judges events and sends alerts, with exactly what it may do. */
export class DetectFunction extends Construct {
  readonly handler: NodejsFunction;
  readonly role: Role;

  constructor(scope: Construct, id: string, props: DetectFunctionProps) {
    super(scope, id);
    const { config, memory, topics, deadLetters, partIds } = props;
    this.role = new Role(this, 'Role', {
      // Member accounts trust it by its name.
      ...(config.organization && { roleName: detectRole }),
      description: 'mfa-watch: the function that judges events',
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
    });
    const logGroup = new LogGroup(this, 'Log', {
      // eslint-disable-next-line @typescript-eslint/no-unsafe-enum-assignment -- lambda/ never imports CDK, so its list is of numbers; a test holds it against this enum
      retention: config.logRetentionDays as RetentionDays,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    logGroup.grantWrite(this.role);
    memory.grant(this.role, 'dynamodb:PutItem', 'dynamodb:Query', 'dynamodb:DeleteItem');
    topics.all.forEach(({ topic }) => topic.grantPublish(this.role));
    Validations.of(this.role).acknowledge({
      id: 'AwsSolutions-IAM5[Action::kms:GenerateDataKey*]',
      reason:
        'What SNS asks of those who publish to an encrypted topic (SNS guide, key management); it holds for one ' +
        'key, which protects nothing but the alert topics.',
    });
    grantLookUps(this.role);

    this.handler = new NodejsFunction(this, 'Function', {
      description: 'mfa-watch: judges events and sends alerts',
      entry: join(__dirname, '..', 'lambda', 'handlers', 'detect.ts'),
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      memorySize: 512,
      timeout: Duration.seconds(30),
      retryAttempts: 2,
      maxEventAge: Duration.hours(6),
      onFailure: new SqsDestination(deadLetters),
      logGroup,
      role: this.role,
      environment: toEnvironment({
        table: memory.tableName,
        topics: topics.all.map(({ topic, ...told }) => ({ ...told, arn: topic.topicArn })),
        routes: topics.routes,
        deadLetters: deadLetters.queueUrl,
        detections: this.guarding(config, partIds),
        exceptions: config.exceptions,
        account: Stack.of(this).account,
        accounts: config.accounts,
        organization: config.organization?.id ?? null,
      }),
      // Not minified, so that what runs can be read in the console and stack traces need no source map.
      bundling: {
        format: OutputFormat.ESM,
        mainFields: ['module', 'main'],
        bundleAwsSDK: true,
        logLevel: LogLevel.WARNING,
        // Some dependencies are CommonJS and call `require`, which a module does not have.
        banner: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
      },
    });
  }

  /** Tells the detection that guards this deployment what belongs to it. */
  private guarding(
    { detections, organization }: Pick<Config, 'detections' | 'organization'>,
    partIds: readonly string[],
  ): Config['detections'] {
    const { id, settings: schema } = detectorTampered;
    const { resources } = schema.parse(detections[id] ?? {});
    const { stackName: stack, region } = Stack.of(this);
    return {
      ...detections,
      [id]: {
        ...detections[id],
        stack,
        resources: [...resources, ...partIds],
        ...(organization && { bus: defaultBus(this, region) }),
      },
    };
  }
}
