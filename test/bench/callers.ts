import type { Draw } from './draw';

/** Where and when a record of a file happens. */
export interface Setting {
  draw: Draw;
  account: string;
  region: string;
  /** ISO 8601, to the second. */
  time: string;
}

export interface Caller {
  userIdentity: Record<string, unknown>;
  sourceIPAddress: string;
  userAgent: string;
}

const agents = {
  instance: 'aws-sdk-go/1.55.5 (go1.22.5; linux; amd64) amazon-ssm-agent/3.3.987.0',
  program:
    'Boto3/1.38.21 md/Botocore#1.38.21 ua/2.1 os/linux#6.1.134-150.224.amzn2023.x86_64 md/arch#x86_64 lang/python#3.12.9 md/pyimpl#CPython m/b,Z cfg/retry-mode#standard Botocore/1.38.21',
  cluster: 'aws-sdk-go-v2/1.36.3 ua/2.1 os/linux lang/go#1.24.2 md/GOOS#linux md/GOARCH#arm64 api/ec2#1.211.3 m/C,E',
  terraform:
    'APN/1.0 HashiCorp/1.0 Terraform/1.11.4 (+https://www.terraform.io) terraform-provider-aws/5.97.0 (+https://registry.terraform.io/providers/hashicorp/aws) aws-sdk-go-v2/1.36.3 os/linux lang/go#1.23.8 md/GOOS#linux md/GOARCH#amd64',
} as const;

const roles = {
  instance: ['WebServer', 'BatchWorker', 'KafkaBroker', 'BuildAgent'],
  program: ['BillingExport', 'ImageResize', 'OrderIntake', 'ReportNightly', 'SearchIndexer', 'UserSync'],
  cluster: ['eks-node-group-general', 'eks-karpenter-controller', 'eks-load-balancer-controller'],
  terraform: ['TerraformPlan', 'TerraformApply'],
} as const;
const services = [
  'config',
  'autoscaling',
  'ecs-tasks',
  'lambda',
  'inspector2',
  'securityhub',
  'dms',
  'elasticmapreduce',
];

export type Kind = keyof typeof roles | 'service' | 'serviceRole' | 'key';

export function callerOf(kind: Kind, setting: Setting): Caller {
  if (kind === 'service' || kind === 'serviceRole') return service(kind, setting);
  return kind === 'key' ? longTermKey(setting) : role(kind, setting);
}

function service(kind: 'service' | 'serviceRole', setting: Setting): Caller {
  const invokedBy = `${setting.draw.pick(services)}.amazonaws.com`;
  const from = { sourceIPAddress: invokedBy, userAgent: invokedBy };
  if (kind === 'service') return { userIdentity: { type: 'AWSService', invokedBy }, ...from };
  const name = `AWSServiceRoleFor${invokedBy.charAt(0).toUpperCase()}${invokedBy.slice(1, invokedBy.indexOf('.'))}`;
  const { userIdentity } = session(setting, name, `aws-service-role/${invokedBy}/${name}`, setting.draw.hex(19));
  return { userIdentity: { ...userIdentity, invokedBy }, ...from };
}

function role(kind: keyof typeof roles, setting: Setting): Caller {
  const { draw } = setting;
  const name = draw.pick(roles[kind]);
  const sessionName = kind === 'instance' || kind === 'cluster' ? `i-0${draw.hex(16)}` : `${name}-${draw.below(40)}`;
  const sourceIPAddress = `10.${draw.below(32)}.${draw.below(256)}.${draw.below(256)}`;
  return { ...session(setting, name, name, sessionName), sourceIPAddress, userAgent: agents[kind] };
}

function session(
  { draw, account, time }: Setting,
  name: string,
  path: string,
  sessionName: string,
): Pick<Caller, 'userIdentity'> {
  const principalId = `AROA${name
    .toUpperCase()
    .replace(/[^A-Z]/g, '')
    .padEnd(17, 'X')
    .slice(0, 17)}`;
  const sessionIssuer = {
    type: 'Role',
    principalId,
    arn: `arn:aws:iam::${account}:role/${path}`,
    accountId: account,
    userName: name,
  };
  const attributes = { creationDate: `${time.slice(0, 14)}00:00Z`, mfaAuthenticated: 'false' };
  return {
    userIdentity: {
      type: 'AssumedRole',
      principalId: `${principalId}:${sessionName}`,
      arn: `arn:aws:sts::${account}:assumed-role/${name}/${sessionName}`,
      accountId: account,
      accessKeyId: `ASIA${draw.code(16)}`,
      sessionContext: { sessionIssuer, attributes },
    },
  };
}

function longTermKey({ draw, account }: Setting): Caller {
  const userName = `svc-${draw.pick(['backup', 'deploy', 'metrics', 'mailer', 'legacy-erp'])}`;
  const user = userName.toUpperCase().replace(/[^A-Z]/g, '');
  const userIdentity = {
    type: 'IAMUser',
    principalId: `AIDA${user.padEnd(17, 'X')}`,
    arn: `arn:aws:iam::${account}:user/${userName}`,
    accountId: account,
    accessKeyId: `AKIA${user.padEnd(16, 'X')}`,
    userName,
  };
  return { userIdentity, sourceIPAddress: `198.18.255.${draw.below(32)}`, userAgent: agents.program };
}
