/** Prints the microseconds of processor that loading a module takes, as Lambda's runtime loads a handler's. */
const before = process.cpuUsage();
require(process.argv[2]);
const { user, system } = process.cpuUsage(before);
console.log(user + system);
