import { CfnParameter, Stack, Token } from 'aws-cdk-lib';
import { CfnKey } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';

/** Characters that each of these takes at most. */
const pseudo: Readonly<Record<string, number>> = {
  'AWS::Partition': 10,
  'AWS::Region': 14,
  'AWS::AccountId': 12,
  'AWS::URLSuffix': 16,
};

/** Around what CloudFormation makes of stack and logical id: an ARN or URL of SNS, SQS or EventBridge, and 12 characters of its own. */
const around = 70;

/** Characters of a key's id: a UUID, or `mrk-` and 32 digits (KMS API reference, KeyMetadata). */
const keyId = 36;

/** The text with stand-ins for what only the deployment knows, each as long as that is at most. */
export function filledIn(scope: Construct, text: string): string {
  const stack = Stack.of(scope);
  return standIn(stack, stack.resolve(text) as unknown);
}

function standIn(stack: Stack, value: unknown): string {
  if (typeof value === 'string') return value;
  const [[kind, operand] = []] = Object.entries(value as object) as [string, unknown][];
  if (kind === 'Fn::Join') return (operand as [string, unknown[]])[1].map((part) => standIn(stack, part)).join('');
  const [id = ''] = [operand as string | string[]].flat();
  return 'x'.repeat(lengthOf(stack, id));
}

function lengthOf(stack: Stack, id: string): number {
  // Whoever deploys a template names its stack, mostly as the steps beside it do.
  const stackName = Token.isUnresolved(stack.stackName) ? stack.node.id : stack.stackName;
  if (id === 'AWS::StackName') return stackName.length;
  const parameter = stack.node.tryFindChild(id);
  if (parameter instanceof CfnParameter)
    return parameter.maxLength ?? Math.max(0, ...(parameter.allowedValues ?? []).map((one) => one.length));
  if (isKey(stack, id)) return keyId;
  return pseudo[id] ?? around + stackName.length + id.length;
}

function isKey(stack: Stack, id: string): boolean {
  return stack.node.findAll().some((node) => node instanceof CfnKey && stack.resolve(node.logicalId) === id);
}
