/** Loaded with the first finding: most events lead to none. */
export { Announcer } from '../announce';
export { composeAlert } from '../compose';
export { Courier } from '../telling/courier';
export { Deliveries } from '../telling/deliveries';
export { toEveryDestination } from '../telling/routing';
