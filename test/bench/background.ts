import { assumeRoleCalls } from './assume-role-calls';
import type { Call } from './call';
import { callerOf, type Setting } from './callers';
import type { Draw } from './draw';
import { machineCalls } from './machine-calls';
import { serviceCalls } from './service-calls';

const otherCalls = [...machineCalls, ...serviceCalls];

/** One AssumeRole in seven, as where services take roles; or four in five, as where every program does. */
export function callsOf(assumesMostly: boolean): readonly Call[] {
  if (!assumesMostly) return [...assumeRoleCalls, ...otherCalls];
  const share = (calls: readonly Call[]): number => calls.reduce((sum, { weight }) => sum + weight, 0);
  const factor = (4 * share(otherCalls)) / share(assumeRoleCalls);
  return [...assumeRoleCalls.map((call) => ({ ...call, weight: call.weight * factor })), ...otherCalls];
}

/** Draws calls by weight; a table of 4,096 places makes that one step. */
export function chooser(calls: readonly Call[]): (draw: Draw) => Call {
  const places = 4096;
  const total = calls.reduce((sum, { weight }) => sum + weight, 0);
  const table: Call[] = [];
  let sum = 0;
  for (const call of calls) {
    sum += call.weight;
    while (table.length < Math.round((sum / total) * places)) table.push(call);
  }
  return (draw) => draw.pick(table);
}

/** Fields in the order in which CloudTrail writes them (seen in public files of event version 1.08 to 1.11). */
export function recordOf(call: Call, setting: Setting): object {
  const { draw, account, region, time } = setting;
  const [service = '', eventName = ''] = call.api.split(':');
  const { userIdentity, sourceIPAddress, userAgent } = callerOf(draw.pick(call.by), setting);
  const { additionalEventData, ...resources } = call.more?.(setting) ?? {};
  const byService = userAgent.endsWith('.amazonaws.com');
  return {
    eventVersion: '1.11',
    userIdentity,
    eventTime: time,
    eventSource: `${service}.amazonaws.com`,
    eventName,
    awsRegion: region,
    sourceIPAddress,
    userAgent,
    ...(call.refused && { errorCode: 'AccessDenied', errorMessage: call.refused(setting) }),
    requestParameters: call.request(setting),
    responseElements: call.response?.(setting) ?? null,
    ...(additionalEventData !== undefined && { additionalEventData }),
    requestID: draw.uuid(),
    eventID: draw.uuid(),
    readOnly: call.writes !== true,
    ...resources,
    eventType: 'AwsApiCall',
    managementEvent: true,
    recipientAccountId: account,
    eventCategory: 'Management',
    ...(!byService && {
      tlsDetails: {
        tlsVersion: 'TLSv1.3',
        cipherSuite: 'TLS_AES_128_GCM_SHA256',
        clientProvidedHostHeader: `${service}.${region}.amazonaws.com`,
      },
    }),
  };
}
