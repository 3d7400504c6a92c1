import type { Notice } from './notice';
import { alarm } from './notices/alarm';
import { answer } from './notices/answer';
import { digest } from './notices/digest';
import { expectation } from './notices/expectation';
import { flood } from './notices/flood';
import type { Words } from './notices/page';
import { posture } from './notices/posture';
import { subscription } from './notices/subscription';

export function wordsOf(notice: Notice): Words {
  switch (notice.kind) {
    case 'alarm':
      return alarm(notice);
    case 'digest':
      return digest(notice);
    case 'flood':
      return flood(notice);
    case 'answer':
      return answer(notice);
    case 'expectation':
      return expectation(notice);
    case 'subscription':
      return subscription(notice);
    case 'posture':
      return posture(notice);
  }
}
