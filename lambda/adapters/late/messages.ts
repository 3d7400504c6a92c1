/** Loaded with the first message: what writes them is a good part of all code, and most events tell nobody anything. */
export { alertEvent, noticeEvent } from '../../alerts/bus-event';
export { heartbeatMessage } from '../../alerts/heartbeat-message';
export { alertMessage, chatMessage } from '../../alerts/message';
export { noticeChatMessage, noticeMessage } from '../../alerts/notice-message';
export { asFinding } from '../../alerts/security-hub';
