import type { Config, Destination } from '../../lambda/config/config';
import { channel, config } from './synthesised';

const secret = 'arn:aws:secretsmanager:us-east-1:111122223333:secret:pager-AbCdEf';
const all: Pick<Destination, 'accounts' | 'organizationalUnits' | 'minSeverity'> = {
  accounts: [],
  organizationalUnits: [],
  minSeverity: 'medium',
};

/** One of each kind. */
const destinations: Destination[] = [
  { ...all, name: 'manager', email: ['one@example.com', 'two@example.com'], minSeverity: 'high', when: 'unanswered' },
  { ...all, name: 'quiet', slack: { ...channel, channelId: 'C03ABCDEF', buttons: false } },
  { ...all, name: 'loud', slack: { ...channel, channelId: 'C04ABCDEF', userRoles: true } },
  { ...all, name: 'archive', queue: true, minSeverity: 'info' },
  { ...all, name: 'security', eventBus: 'arn:aws:events:us-east-1:444455556666:event-bus/security' },
  { ...all, name: 'pager', https: { url: 'https://events.pagerduty.com/v2/enqueue', secret, format: 'pagerduty' } },
  { ...all, name: 'tickets', https: { url: 'https://example.com/hook', secret, format: 'alert', header: 'X-Api-Key' } },
  { ...all, name: 'hub', securityHub: true, detections: ['root-sign-in'], accounts: ['222233334444'] },
];

export const everything: Config = { ...config, organization: { id: 'o-a1b2c3d4e5' }, destinations };
