import type { Construct } from 'constructs';
import { arriving } from '../../lambda/events/envelope';
import type { DeadLetters } from '../dead-letters';
import { OwnAlarm, type OwnAlarmProps } from './own-alarm';

interface DeadLetterAlarmsProps extends Pick<OwnAlarmProps, 'alarmName' | 'says' | 'runbook' | 'guard'> {
  deadLetters: DeadLetters;
}

/**
 * Two, since an alarm speaks only when its state changes: that something lies there stays red until somebody has emptied the
 * queue, and what comes meanwhile is told by the other. That nothing more comes is no good news, so that one says no OK.
 */
export function deadLetterAlarms(
  scope: Construct,
  id: string,
  { deadLetters, ...alarm }: DeadLetterAlarmsProps,
): OwnAlarm[] {
  const { alarmName } = alarm;
  return [
    new OwnAlarm(scope, id, { ...alarm, metric: deadLetters.depth(), threshold: 1 }),
    new OwnAlarm(scope, `${id}Arriving`, {
      ...alarm,
      ...{ alarmName: alarmName + arriving, metric: deadLetters.arrivals(), threshold: 1, tellsEnd: false },
    }),
  ];
}
