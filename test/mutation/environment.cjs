const { TestEnvironment } = require('jest-environment-node');

/** What tells a story many times over: it would take most of the time, and find little that telling it once does not. */
const slow = /^gives? the same|^does so, too|^tells few messages|a thousand times$/;

/** One failure shows that a mutant is found: the other tests are skipped. */
module.exports = class extends TestEnvironment {
  #failed = false;

  handleTestEvent({ name, test }) {
    if (name === 'test_fn_failure') this.#failed = true;
    if (name === 'test_start' && (this.#failed || slow.test(test.name))) test.mode = 'skip';
  }
};
