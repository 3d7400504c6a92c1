import { Duration, RemovalPolicy, Validations } from 'aws-cdk-lib';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Function, Runtime } from 'aws-cdk-lib/aws-lambda';
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { Config } from '../../lambda/config/config';
import type { Destinations } from '../destinations/destinations';
import { FunctionAlarms, type FunctionAlarmsProps } from '../alarms/function-alarms';
import { functionCode, type Handler } from './function-code';
import type { Guard } from '../alarms/guard';

/** What a function that tells people is given. */
export interface Given {
  config: Pick<Config, 'addressDatabases' | 'logRetentionDays'>;
  memory: ITable;
  destinations: Destinations;
  deadLetters: IQueue;
  guard: Guard;
  environment: Record<string, string>;
}

interface OwnFunctionProps extends Omit<Given, 'memory' | 'destinations'> {
  handler: Handler;
  /** Completes "mfa-watch: …". */
  purpose: string;
  /** Absent: that heartbeats stay away tells of it. */
  alarms?: Pick<FunctionAlarmsProps, 'meanwhile' | 'isAsynchronous' | 'startedEvery'>;
  memorySize: number;
  /** @default 30 seconds */
  timeout?: Duration;
  functionName?: string;
  roleName?: string;
}

const usualTimeout = Duration.seconds(30);
const retryAttempts = 2;

/** A function with its role, log and alarms; it may write that, and what it fails at into the queue, and nothing else. */
export class OwnFunction extends Construct {
  readonly handler: Function;
  readonly role: Role;

  constructor(scope: Construct, id: string, props: OwnFunctionProps) {
    super(scope, id);
    const { config, guard, deadLetters, environment, purpose, memorySize, functionName, roleName, alarms } = props;
    const { timeout = usualTimeout } = props;
    this.role = new Role(this, 'Role', {
      ...(roleName !== undefined && { roleName }),
      description: `mfa-watch: the function that ${purpose}`,
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
    });
    const logGroup = new LogGroup(this, 'Log', {
      // eslint-disable-next-line @typescript-eslint/no-unsafe-enum-assignment -- in a template it is a parameter, thus a token that no look-up in the enum finds; a test holds the numbers of lambda/config against the enum
      retention: config.logRetentionDays as RetentionDays,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    logGroup.grantWrite(this.role);
    this.handler = new Function(this, 'Function', {
      ...(functionName !== undefined && { functionName }),
      description: `mfa-watch: ${purpose}`,
      code: functionCode(config.addressDatabases),
      handler: `${props.handler}.handler`,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      memorySize,
      timeout,
      retryAttempts,
      maxEventAge: Duration.hours(6),
      onFailure: new SqsDestination(deadLetters),
      logGroup,
      role: this.role,
      environment,
    });
    if (alarms !== undefined)
      new FunctionAlarms(this, 'Alarms', {
        ...{ ...alarms, guard, handler: this.handler, name: props.handler, purpose, timeout, retryAttempts },
      });
  }
}

/** Lets a function's role keep its memory and tell all destinations. What a transaction puts asks for PutItem. */
export function grantTelling(role: Role, { memory, destinations }: Pick<Given, 'memory' | 'destinations'>): void {
  memory.grant(role, 'dynamodb:PutItem', 'dynamodb:Query', 'dynamodb:DeleteItem');
  destinations.grantTell(role);
  Validations.of(role).acknowledge({
    id: 'AwsSolutions-IAM5[Action::kms:GenerateDataKey*]',
    reason:
      'What SNS asks of those who publish to an encrypted topic (SNS guide, key management); it holds for one ' +
      'key, which protects nothing but the alert topics.',
  });
}
