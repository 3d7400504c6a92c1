import {
  Aws,
  BootstraplessSynthesizer,
  CfnCondition,
  CfnRule,
  type FileAssetLocation,
  type FileAssetSource,
  Fn,
} from 'aws-cdk-lib';
import type { CfnRole } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import * as z from 'zod';
import { organizationPattern } from '../../lambda/config/account';
import { names } from '../../lambda/config/environment';
import type { Config } from '../../lambda/config/config';
import { retentionDays } from '../../lambda/config/schema';
import { severities, type Severity } from '../../lambda/detections/severity';
import { detectRole } from '../functions/detect-function';
import { Detector } from '../detector';
import { onlyIf } from '../organization/only-if';
import { tellWhereThingsAre } from '../stacks/outputs';
import { homeRegions, TemplateStack } from './stack';

/** What the home stack has. Its parameters come before the configuration, which is written into the template. */
export class HomeTemplate extends TemplateStack {
  readonly detector: Detector;
  /** Of the bundle of the functions, within the assembly. */
  readonly codeFolder: string;

  constructor(scope: Construct, id: string, config: Config) {
    let codeFolder = '';
    const synthesizer = new CodeByParameter((folder) => (codeFolder = folder));
    super(scope, id, {
      description: 'mfa-watch: tells when somebody tampers with MFA in this account',
      synthesizer,
    });
    new CfnRule(this, 'AtHome', {
      assertions: [
        {
          assert: Fn.conditionContains(homeRegions, Aws.REGION),
          assertDescription: `Events of IAM are in these regions only, one for each partition: ${homeRegions.join(', ')}.`,
        },
      ],
    });
    const [firstEmail, ...otherEmails] = config.email;
    const { AlertEmail, MinimumSeverity, LogRetentionDays, OrganizationId } = this.parameters({
      AlertEmail: {
        group: 'Alerts',
        label: 'E-mail address',
        description: 'Who gets the alerts. AWS sends a mail first, with a link to confirm.',
        ...(firstEmail !== undefined && { default: firstEmail }),
        allowedPattern: z.regexes.email.source,
        constraintDescription: 'expected an e-mail address such as security@example.com',
      },
      MinimumSeverity: {
        group: 'Alerts',
        label: 'Least severity',
        description: 'The least severity that is sent. What is below is recorded only.',
        default: config.minSeverity,
        allowedValues: [...severities],
        constraintDescription: `expected one of ${severities.join(', ')}`,
      },
      OrganizationId: {
        group: 'Whose events',
        label: 'Organization',
        description: 'Takes events of its members, too, such as o-a1b2c3d4e5. Empty: of this account only.',
        default: config.organization?.id ?? '',
        allowedPattern: `(${organizationPattern})?`,
        maxLength: 34,
        constraintDescription: 'expected the id of your organization, such as o-a1b2c3d4e5, or nothing',
      },
      [bucketParameter]: {
        group: 'Code of the functions',
        label: 'Bucket',
        description: 'An S3 bucket in this region that holds the zip file beside this template.',
        allowedPattern: '[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]',
        constraintDescription: 'expected the name of an S3 bucket in this region',
      },
      [keyParameter]: {
        group: 'Code of the functions',
        label: 'Key',
        description: 'The zip file in the bucket. For an upgrade it needs a new name: only names are compared.',
        default: codeFile,
        allowedPattern: '\\S{1,1020}\\.zip',
        constraintDescription: 'expected the key of a zip file in the bucket, without spaces',
      },
      LogRetentionDays: {
        group: 'Operation',
        label: 'Days to keep the logs',
        description: 'Days for which the logs of the functions are kept.',
        type: 'Number',
        default: String(config.logRetentionDays),
        allowedValues: retentionDays.map(String),
        constraintDescription: 'expected a number of days that CloudWatch Logs takes, such as 30, 90 or 365',
      },
    });
    const organization = OrganizationId.valueAsString;
    // Its name leaves no trace in logical ids, as in the home stack.
    this.detector = new Detector(this, 'Default', {
      ...config,
      email: [AlertEmail.valueAsString, ...otherEmails],
      // Texts and numbers that stand for what is chosen at deployment.
      minSeverity: MinimumSeverity.valueAsString as Severity,
      logRetentionDays: LogRetentionDays.valueAsNumber as Config['logRetentionDays'],
      organization: { id: organization },
    });
    this.codeFolder = codeFolder;
    tellWhereThingsAre(this, this.detector);
    this.onlyWithOrganization(organization);
  }

  private onlyWithOrganization(id: string): void {
    const given = new CfnCondition(this, 'HasOrganization', {
      expression: Fn.conditionNot(Fn.conditionEquals(id, '')),
    });
    const either = (value: string, otherwise: string) => Fn.conditionIf(given.logicalId, value, otherwise).toString();
    const { detect, respond, reconcile, posture, organization } = this.detector;
    if (organization !== undefined) onlyIf(given, organization);
    (detect.role.node.defaultChild as CfnRole).roleName = either(detectRole, Aws.NO_VALUE);
    for (const { handler } of [detect, respond, reconcile, ...(posture ? [posture] : [])])
      handler.addEnvironment(names.organization, either(JSON.stringify(id), JSON.stringify(null)));
  }
}

export const codeFile = 'mfa-watch-functions.zip';
const bucketParameter = 'CodeBucket';
const keyParameter = 'CodeKey';

/** The functions' code lies where the parameters say, and not in a bucket of CDK's. */
class CodeByParameter extends BootstraplessSynthesizer {
  constructor(private readonly found: (folder: string) => void) {
    super();
  }

  override addFileAsset({ fileName = '' }: FileAssetSource): FileAssetLocation {
    this.found(fileName);
    const [bucketName, objectKey] = [Fn.ref(bucketParameter), Fn.ref(keyParameter)];
    return {
      bucketName,
      objectKey,
      s3ObjectUrl: `s3://${bucketName}/${objectKey}`,
      httpUrl: `https://${bucketName}.s3.${Aws.REGION}.${Aws.URL_SUFFIX}/${objectKey}`,
    };
  }
}
