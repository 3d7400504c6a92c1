import * as z from 'zod/mini';
import type { Notice } from '../../lambda/alerts/notice';
import { noticeChatMessage, noticeMessage } from '../../lambda/alerts/notice-message';
import { notification } from './chat-notification';

const parts = z.strictObject({ default: z.string(), email: z.string(), sqs: z.string(), lambda: z.string() });

export const partsOf = (notice: Notice) => parts.parse(JSON.parse(noticeMessage(notice).Message));
export const chatOf = (notice: Notice) => notification.parse(JSON.parse(noticeChatMessage(notice).Message));
