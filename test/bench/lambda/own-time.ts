import { detections } from '../../../lambda/detections';
import { watcher } from '../../../lambda/engine/catalogue/pattern';
import { Receiver } from '../../../lambda/engine/receiver';
import { account } from '../../../lambda/events/samples';
import { live } from '../../engine/live';
import { schedules } from '../../engine/world';
import { start, workingHour } from '../../scale/loads';

/** Prints the microseconds of processor that each event of 500 accounts at work takes of the function's own code, sorted, as JSON. */
async function main(): Promise<void> {
  const world = live({ start, hasMembers: true });
  const receiver = new Receiver({
    ...schedules({ followUps: world.followUps }),
    ...{ account, hasMembers: true, real: world.pipeline, drill: world.pipeline },
    watched: watcher(detections),
    clock: () => world.clock.now,
    deadLetters: { keep: (_, reason) => Promise.reject(new Error(reason)) },
    journal: {
      ...{ count: () => undefined, told: () => undefined, suppressed: () => undefined },
      ...{ latency: () => undefined, unreadable: () => undefined, unknownAccount: () => undefined },
    },
  });
  const times: number[] = [];
  for (const [index, { at, event }] of [...workingHour(500)].entries()) {
    world.clock.now = at;
    const before = process.cpuUsage();
    await receiver.receive(event, `event ${index}`);
    const { user, system } = process.cpuUsage(before);
    times.push(user + system);
  }
  // A warm function: V8 has compiled what runs often.
  console.log(JSON.stringify(times.slice(times.length / 2).sort((a, b) => a - b)));
}

void main();
