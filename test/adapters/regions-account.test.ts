import { beforeEach, expect, it } from '@jest/globals';
import { AccountClient, ListRegionsCommand } from '@aws-sdk/client-account';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { mockClient } from 'aws-sdk-client-mock';
import { enabledRegions } from '../../lambda/adapters/regions-account';

const accounts = mockClient(AccountClient);
const sts = mockClient(STSClient);
const [own, other] = ['111122223333', '444455556666'];
const enabled = (target?: string) =>
  enabledRegions(target, new AccountClient({ region: 'us-east-1' }), new STSClient());

beforeEach(() => {
  accounts.reset();
  sts.reset();
  accounts.on(ListRegionsCommand).resolves({ Regions: [{ RegionName: 'us-east-1' }, { RegionName: 'eu-north-1' }] });
  sts.on(GetCallerIdentityCommand).resolves({ Account: own });
});

it('are those of the account that the deployment goes to', async () => {
  expect(await enabled(own)).toEqual(['eu-north-1', 'us-east-1']);
  expect(accounts.calls()[0]?.args[0].input).toMatchObject({
    RegionOptStatusContains: ['ENABLED', 'ENABLED_BY_DEFAULT'],
  });
});

it("are not asked for in the shell's account, if the deployment goes to another", async () => {
  await expect(enabled(other)).rejects.toThrow(
    `regions: all-enabled: the shell's credentials are of account ${own}, the deployment goes to ${other}; set AWS_PROFILE instead of --profile, or list the regions in mfa-watch.yaml`,
  );
  expect(accounts.calls()).toEqual([]);
});

it('are asked for unchecked where nobody knows whereto the deployment goes', async () => {
  expect(await enabled()).toHaveLength(2);
  expect(sts.calls()).toEqual([]);
});

it('are not known without an answer, and what to do is said', async () => {
  sts.on(GetCallerIdentityCommand).rejects(new Error('token expired'));
  await expect(enabled(own)).rejects.toThrow(
    'AWS could not be asked whose credentials the shell has (sts:GetCallerIdentity): token expired; log in to AWS, or list the regions in mfa-watch.yaml',
  );
  accounts.on(ListRegionsCommand).rejects(new Error('not authorized'));
  await expect(enabled()).rejects.toThrow('which regions are enabled (account:ListRegions): not authorized; log in');
});
