/** Building blocks of policies; alice is the user. */

export const present = 'aws:MultiFactorAuthPresent';
export const age = 'aws:MultiFactorAuthAge';
export const ownUser = 'arn:aws:iam::*:user/${aws:username}';
export const ownDevice = 'arn:aws:iam::*:mfa/${aws:username}';
export const making = 'iam:CreateVirtualMFADevice';
export const enabling = 'iam:EnableMFADevice';
export const asksBool = { Bool: { [present]: 'true' } };
export const unlessMfa = { BoolIfExists: { [present]: 'false' } };

export const of = (...Statement: object[]) => ({ Version: '2012-10-17', Statement });
export const of2008 = (...Statement: object[]) => ({ Version: '2008-10-17', Statement });
export const allow = (Action: string | string[], Resource: string | string[] = '*', Condition?: object) => ({
  Effect: 'Allow',
  ...{ Action, Resource, ...(Condition && { Condition }) },
});
export const deny = (Action: string | string[], Condition?: object, Resource: string | string[] = '*') => ({
  Effect: 'Deny',
  ...{ Action, Resource, ...(Condition && { Condition }) },
});
export const denyBut = (NotAction: string[], Condition?: object) => ({
  Effect: 'Deny',
  ...{ NotAction, Resource: '*', ...(Condition && { Condition }) },
});

export const enrol = allow([making, enabling], ['arn:aws:iam::*:mfa/*', ownUser]);
export const work = allow('s3:GetObject');
export const workWithMfa = allow('s3:GetObject', '*', asksBool);
export const behindMfa = denyBut([making, enabling, 'iam:ListMFADevices', 'sts:GetSessionToken'], unlessMfa);
