/** The functions that are deployed, by the names under which Lambda calls them. */
export { handler as beat } from './beat';
export { handler as detect } from './detect';
export { handler as pulse } from './pulse';
export { handler as reconcile } from './reconcile';
export { handler as respond } from './respond';
