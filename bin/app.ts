import { App } from 'aws-cdk-lib';
import { readConfig } from '../lambda/adapters/config-file';
import { reasonOf } from '../lambda/adapters/reason';
import { enabledRegions } from '../lambda/adapters/regions-account';
import { suggestion } from '../lambda/config/suggestion';
import { partitionOf } from '../lambda/events/partition';
import { detections } from '../lambda/detections';
import { reachOf } from '../lib/organization/reach';
import { addHome, addMember } from '../lib/stacks/stacks';

/** What may be given with `-c`; keys of CDK's own have a colon, a slash or a hyphen. */
const known = ['config', 'email', 'memberOf'];

/** Only what looks misspelt is an error: `~/.cdk.json` gives the same context to every app. */
function refuseMisspelt(app: App): void {
  for (const key of Object.keys(app.node.getAllContext() as Record<string, unknown>)) {
    if (!/^\w+$/.test(key) || known.includes(key)) continue;
    const meant = suggestion(key, known);
    const expected = `expected ${known.join(', ')}; all else is set in mfa-watch.yaml`;
    if (meant !== '') throw new Error(`-c ${key} is not known${meant}: ${expected}`);
    console.error(`warning: -c ${key} is passed over: ${expected}`);
  }
}

async function main(app: App): Promise<void> {
  refuseMisspelt(app);
  const context = (key: string): string | undefined => app.node.tryGetContext(key) as string | undefined;
  const read = readConfig(context('config'), { email: context('email') }, detections);
  if (!read.ok) throw new Error(read.problems.join('\n'));
  const { config, warnings } = read;
  const partition = config.partition ?? partitionOf(process.env['CDK_DEFAULT_REGION']);
  const account = process.env['CDK_DEFAULT_ACCOUNT'];
  const regions = config.regions === 'all-enabled' ? await enabledRegions(account) : undefined;
  const props = { config, warnings, reach: reachOf(config.regions, partition, regions), account };
  const memberOf = context('memberOf');
  if (memberOf === undefined) addHome(app, props);
  else addMember(app, memberOf, props);
}

const app = new App();
main(app).catch((problem: unknown) => {
  console.error(process.env['DEBUG'] ? problem : reasonOf(problem));
  process.exitCode = 1;
});
