import { describe, expect, test } from '@jest/globals';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { at, config, idOf, resourcesOf, synthesised } from './synthesised';

const mailsOf = (changed: Partial<typeof config> = {}) => {
  const { template } = synthesised({ config: { ...config, slack: [], ...changed } });
  const all = Object.values(template.findResources('AWS::SNS::Subscription')).map((one) => at(one, 'Properties'));
  return all.filter((mail) => String(idOf(at(mail, 'TopicArn'))).startsWith('Guard'));
};

describe('the guard’s topic', () => {
  test('is read by whoever gets alerts, without a filter', () => {
    const mails = mailsOf();
    expect(mails.map((mail) => at(mail, 'Endpoint'))).toEqual(['security@example.com']);
    expect(mails[0]).not.toHaveProperty('FilterPolicy');
  });

  test('is read by others, where the configuration names them', () => {
    const addresses = ['platform@example.com', 'night@example.com'];
    expect(mailsOf({ guardEmail: addresses }).map((mail) => at(mail, 'Endpoint'))).toEqual(addresses);
  });

  test('has a key that no other topic has', () => {
    const keys = resourcesOf(synthesised().template, 'AWS::SNS::Topic').map(([id, topic]) => [
      id.startsWith('Guard'),
      idOf(at(topic, 'KmsMasterKeyId')),
    ]);
    const [[, own] = []] = keys.filter(([isGuard]) => isGuard);
    expect(keys.filter(([, key]) => key === own)).toHaveLength(1);
  });

  test('without anybody is warned of, also where alerts go to Slack', () => {
    const { stack } = synthesised({ config: { ...config, email: [] } });
    Annotations.fromStack(stack).hasWarning(
      '/mfa-watch',
      Match.stringLikeRegexp('Nobody is told if somebody silences'),
    );
  });
});
