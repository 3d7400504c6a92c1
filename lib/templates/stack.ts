import { Aws, BootstraplessSynthesizer, CfnParameter, type CfnParameterProps, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { homeRegion, type Partition, partitions } from '../../lambda/events/partition';

/** What a person meets in CloudFormation's console; without a default it has to be filled in. */
interface Parameter extends CfnParameterProps {
  /** Parameters of one group stand together, in the order in which they are given. */
  group: string;
  label: string;
  description: string;
  constraintDescription: string;
}

interface TemplateStackProps {
  description: string;
  synthesizer?: BootstraplessSynthesizer;
}

/** A template for CloudFormation alone: account, region and partition are known at deployment only, and CDK is not there. */
export class TemplateStack extends Stack {
  private readonly deployedName = Aws.STACK_NAME;

  constructor(scope: Construct, id: string, { description, synthesizer }: TemplateStackProps) {
    super(scope, id, { description, synthesizer: synthesizer ?? new BootstraplessSynthesizer() });
  }

  /** Whoever deploys the stack names it, as NestedStack's is named. */
  override get stackName(): string {
    return this.deployedName;
  }

  protected parameters<Id extends string>(wanted: Record<Id, Parameter>): Record<Id, CfnParameter> {
    const all = Object.entries<Parameter>(wanted);
    const groups = [...new Set(all.map(([, { group }]) => group))];
    this.addMetadata('AWS::CloudFormation::Interface', {
      ParameterGroups: groups.map((name) => ({
        Label: { default: name },
        Parameters: all.filter(([, { group }]) => group === name).map(([id]) => id),
      })),
      ParameterLabels: Object.fromEntries(all.map(([id, { label }]) => [id, { default: label }])),
    });
    const made = all.map(([id, { group: _group, label: _label, ...props }]) => [id, new CfnParameter(this, id, props)]);
    return Object.fromEntries(made) as Record<Id, CfnParameter>;
  }
}

export const homeRegions = partitions.map(homeRegion);

export function homeRegionParameter(partition: Partition) {
  return {
    group: 'Where mfa-watch runs',
    label: 'Home region',
    description: `The region of the home stack, one for each partition: ${homeRegions.join(', ')}.`,
    default: homeRegion(partition),
    allowedValues: homeRegions,
    constraintDescription: `expected the home region of this partition: ${homeRegions.join(', ')}`,
  };
}
