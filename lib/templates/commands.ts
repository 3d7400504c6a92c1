import { forwarderStack, homeStack } from '../../lambda/engine/health/stack-names';
import type { Reach } from '../organization/reach';

/** Bytes: what CloudFormation takes of a template in the call itself; more it takes from S3 only, up to 1 MB. */
export const inlineLimit = 51_200;

export interface WrittenTemplates {
  /** As it is written on a command line. */
  folder: string;
  /** Name of the zip file, and the key under which to upload it: another one for other code. */
  code: { file: string; key: string };
  /** Names and bytes. */
  home: TemplateFile;
  forwarder: TemplateFile;
  member: TemplateFile;
}

export interface TemplateFile {
  file: string;
  size: number;
}

/** What was written and what to do with it, for a person with a shell and no CDK. */
export function nextSteps(
  { folder, code, home, forwarder, member }: WrittenTemplates,
  reach: Pick<Reach, 'home' | 'forwarded'>,
): string {
  const at = (file: string) => `${folder}/${file}`;
  const inHome = `--region ${reach.home}`;
  const named = '--capabilities CAPABILITY_NAMED_IAM';
  const deploy = (region: string, stack: string, { file, size }: TemplateFile, ...parameters: string[]) => [
    `aws cloudformation deploy --region ${region} --stack-name ${stack} ${named} \\`,
    `  --template-file ${at(file)}${size > inlineLimit ? ` --s3-bucket BUCKET` : ''}` +
      (parameters.length === 0 ? '' : ' \\'),
    ...(parameters.length === 0 ? [] : [`  --parameter-overrides ${parameters.join(' ')}`]),
  ];
  const inEach = (regions: readonly string[], commands: readonly string[]) => [
    `for region in ${regions.join(' ')}; do`,
    ...commands.map((line) => `  ${line}`),
    'done',
  ];
  const regions = [reach.home, ...reach.forwarded];
  const parameter = (name: string, value: string) => `ParameterKey=${name},ParameterValue=${value}`;
  return [
    ...[home, forwarder, member].map(({ file, size }) => `${at(file)}: ${size} bytes${inWords(size)}`),
    `${at(code.file)}: the functions`,
    '',
    'Home deployed by CDK: only steps 3 and 4. Without CDK:',
    '',
    `1. The home stack. BUCKET: an S3 bucket of yours in ${reach.home}. For a whole organization, add OrganizationId=o-….`,
    '',
    `aws s3 cp ${at(code.file)} s3://BUCKET/${code.key}`,
    ...deploy(reach.home, homeStack, home, 'AlertEmail=EMAIL', 'CodeBucket=BUCKET', `CodeKey=${code.key}`),
    '',
    "Do not open the link in AWS's mail to EMAIL, copy it: npm start -- subscriptions confirm 'LINK'",
    '',
    ...(reach.forwarded.length === 0
      ? ['2. No forwarder: there is no other region to take events from.']
      : [
          '2. A forwarder in each other region of the same account; add the regions whose sign-in pages are used.',
          '',
          ...inEach(reach.forwarded, deploy('$region', forwarderStack('$region'), forwarder)),
        ]),
    '',
    '3. Only for an organization: the members, by a StackSet of the management account. HOME: the account of the home stack;',
    '   ORGANIZATION: its id (o-…); ROOT: the id of its root (r-…) or of some units (ou-…). A delegated administrator leaves',
    '   out the first command and adds --call-as DELEGATED_ADMIN to the others.',
    '',
    `aws cloudformation activate-organizations-access ${inHome}`,
    `aws cloudformation create-stack-set ${inHome} --stack-set-name mfa-watch-member ${named} \\`,
    '  --permission-model SERVICE_MANAGED --auto-deployment Enabled=true,RetainStacksOnAccountRemoval=false \\',
    `  --template-body file://${at(member.file)} \\`,
    `  --parameters ${parameter('HomeAccount', 'HOME')} ${parameter('OrganizationId', 'ORGANIZATION')}`,
    `aws cloudformation create-stack-instances ${inHome} --stack-set-name mfa-watch-member \\`,
    `  --deployment-targets OrganizationalUnitIds=ROOT --regions ${regions.join(' ')} \\`,
    '  --operation-preferences RegionConcurrencyType=PARALLEL,FailureTolerancePercentage=100,MaxConcurrentPercentage=100',
    '',
    'It goes on by itself. Where it has failed, and why:',
    '',
    `aws cloudformation list-stack-instances ${inHome} --stack-set-name mfa-watch-member --filters Name=DETAILED_STATUS,Values=FAILED`,
    '',
    '4. Only for an organization, unless HOME is the management account: a service-managed StackSet never reaches the',
    '   management account, so it gets the member stack by itself.',
    '',
    ...inEach(
      regions,
      deploy('$region', 'mfa-watch-member', member, 'HomeAccount=HOME', 'OrganizationId=ORGANIZATION'),
    ),
    '',
    'An upgrade: the same again, with update-stack-set for create-stack-set and without create-stack-instances. Its alert of',
    'detector-tampered is low where deployRoles in mfa-watch.yaml names who deploys.',
  ].join('\n');
}

function inWords(size: number): string {
  return size > inlineLimit ? `, over the ${inlineLimit} that go inline: from S3 only` : '';
}
