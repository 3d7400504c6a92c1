import type { Environment } from '../../../lambda/config/environment';
import { asInYaml } from '../../../lambda/config/telling';
import { type ChatApi, openChatApi } from './chat-api';
import { bad, deployAgain, type Line, looking, ok } from './line';

const what = 'slack';
const actions = 'chatbot:DescribeSlackWorkspaces and chatbot:DescribeSlackChannelConfigurations';
const console = 'the console of Amazon Q Developer in chat applications';

/** That Amazon Q may speak in the workspace, and knows each channel. Whether it is in a private channel, AWS cannot say. */
export async function checkSlack(
  { destinations }: Pick<Environment, 'destinations'>,
  open: () => ChatApi = openChatApi,
): Promise<Line[]> {
  const channels = destinations.filter(({ kind }) => kind === 'chat');
  if (channels.length === 0) return [];
  return looking(what, actions, async () => {
    const api = open();
    const [workspaces, configured] = await Promise.all([api.workspaces(), api.channels()]);
    return channels.map(({ name: deployed, arn }) => {
      const name = asInYaml(deployed);
      const channel = configured.find(({ SnsTopicArns }) => SnsTopicArns.includes(arn));
      if (channel === undefined) return bad(what, `${name}: Amazon Q knows no channel for its topic`, deployAgain);
      if (isOff(channel)) return bad(what, `${name} is ${stateIn(channel)}`, `turn it on in ${console}`);
      const workspace = workspaces.find(({ SlackTeamId }) => SlackTeamId === channel.SlackTeamId);
      if (workspace === undefined || isOff(workspace)) {
        const state = workspace === undefined ? 'not authorized any more' : stateIn(workspace);
        return bad(what, `${name}: workspace ${channel.SlackTeamId} is ${state}`, `authorize it again in ${console}`);
      }
      return ok(what, `${name}: workspace authorized, channel configured`);
    });
  });
}

interface Stateful {
  State?: string | undefined;
  StateReason?: string | undefined;
}

/** Those of before there were states bear none. */
function isOff({ State }: Stateful): boolean {
  return State !== undefined && State !== 'ENABLED';
}

function stateIn({ State = '', StateReason }: Stateful): string {
  return StateReason === undefined ? State : `${State}: ${StateReason}`;
}
