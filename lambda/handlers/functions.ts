/** The functions that are deployed, by the names under which Lambda calls them. */
export { handler as detect } from './detect';
export { handler as reconcile } from './reconcile';
export { handler as respond } from './respond';
